"""The verifier that we did not write accepts every proof of an exported case file, and nothing that was changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import found_bureau
from whole_case import Matter

from mingjing.cases.export import export_case
from mingjing.records import log
from mingjing.records.sequencer import Sequencer

pytestmark = pytest.mark.django_db(transaction=True)


def test_proofs_of_an_export_are_accepted_by_others(
    transactional_db: None, tmp_path: Path, tlogcheck: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    matter = Matter(found_bureau())
    matter.go("file_case")
    Sequencer(log.store(), log.signer()).drain()
    folder = export_case(matter.case, tmp_path / "案卷").folder
    proofs = sorted((folder / "proofs").glob("*.tlog-proof"))
    assert len(proofs) == matter.case.seq
    vkey = folder / "trust/log.vkey"
    for proof in proofs:
        entry = proof.with_suffix(".entry")
        told = tlogcheck("-proof", proof, entry, vkey)
        assert told.returncode == 0, told.stderr
    assert tlogcheck("-proof", proofs[0], proofs[1].with_suffix(".entry"), vkey).returncode != 0
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        told = subprocess.run(["sha256sum", "-c", "--quiet", "--strict", name], cwd=folder, timeout=60)
        assert told.returncode == 0
