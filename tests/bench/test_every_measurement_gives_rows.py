"""The bench runs as a newcomer runs it, at its smallest size; how fast it was is not asked here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.__main__ import MEASURES
from bench.rows import Row, cells

REPO = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 570


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the database's own user can walk to; pytest's own ones are closed to others."""
    with tempfile.TemporaryDirectory(prefix="mingjing-bench-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_every_measurement_gives_rows_and_leaves_nothing(open_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--small", "--out", str(out)],
        cwd=REPO,
        env={**os.environ, "TMPDIR": str(open_folder)},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(out.read_text(encoding="utf-8"))
    assert {row["group"] for row in told["rows"]} == set(MEASURES)
    assert all(row["value"] > 0 and row["unit"] for row in told["rows"])
    assert all(row["ratio"] for row in told["rows"] if row["baseline"])
    assert list(open_folder.iterdir()) == []


def test_an_aim_that_is_missed_is_said_so() -> None:
    assert cells(Row("desk", "list", 101.0, "ms", at_most=100.0))[-1] == "NO"
    assert cells(Row("desk", "list", 99.0, "ms", at_most=100.0))[-1] == "yes"
