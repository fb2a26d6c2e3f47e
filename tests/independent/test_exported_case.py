"""The verifier that we did not write accepts every proof of an exported case file, and nothing that was changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import found_bureau
from whole_case import Matter

from mingjing.cases.export import export_case
from mingjing.project import places
from mingjing.records import closing, log

pytestmark = pytest.mark.django_db(transaction=True)


def test_proofs_of_an_export_are_accepted_by_others(
    transactional_db: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tlogcheck: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    """The case runs over the new year: its proofs are in two logs, and each log's key comes along in a file of its own."""
    monkeypatch.setattr(places, "SECRETS", tmp_path / "secrets")
    matter = Matter(found_bureau())
    matter.go("inspect_site")
    log.sequencer().drain()
    closing.close("log.yunhu-yj.example/2027", now=timezone.now(), without_witness=True)
    matter.go("file_case")
    log.sequencer().drain()
    folder = export_case(matter.case, tmp_path / "案卷").folder
    keys = {path.read_text().partition("+")[0]: path for path in folder.glob("trust/*.vkey")}
    proofs: dict[str, list[Path]] = {}
    for path in sorted((folder / "proofs").glob("*.tlog-proof")):
        origin = path.read_text().partition("\n\n")[2].partition("\n")[0]
        proofs.setdefault(origin, []).append(path)
    assert sorted(map(len, proofs.values())) == [2, matter.case.seq - 2]
    for origin, paths in proofs.items():
        for path in paths:
            told = tlogcheck("-proof", path, path.with_suffix(".entry"), keys[origin])
            assert told.returncode == 0, told.stderr
        other = next(key for name, key in keys.items() if name != origin)
        assert tlogcheck("-proof", paths[0], paths[0].with_suffix(".entry"), other).returncode != 0
        assert tlogcheck("-proof", paths[0], paths[1].with_suffix(".entry"), keys[origin]).returncode != 0
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        told = subprocess.run(["sha256sum", "-c", "--quiet", "--strict", name], cwd=folder, timeout=60)
        assert told.returncode == 0
