"""The verifier that runs in a visitor's browser accepts the published vectors and refuses every forgery of them."""

import os
import subprocess
from pathlib import Path

import pytest

import mingjing.portal
from mingjing.project import places

HERE = Path(__file__).parent


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    """The static files that the module imports, laid out as they are served."""
    links = {
        "mj/portal": Path(mingjing.portal.__file__).parent / "static/mj/portal",
        "vendor/noble-hashes": places.NODE_MODULES / "@noble/hashes",
        "vendor/noble-ed25519": places.NODE_MODULES / "@noble/ed25519",
    }
    for place, target in links.items():
        link = tmp_path / place
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target, target_is_directory=True)
    return tmp_path


def test_browser_verifier_agrees_with_the_published_vectors(assets: Path):
    run = subprocess.run(
        ["node", "--preserve-symlinks", "--test", str(HERE / "tlog.test.mjs")],
        env={**os.environ, "ASSETS": str(assets)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "# pass 8" in run.stdout
