"""A verifier that this project did not write accepts what the sequencer publishes, also after crashes."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest
from django.db import connection

from mingjing.ledger.tiles import decode_bundle, encode_bundle
from mingjing.ledger.tree import leaf_hash
from mingjing.records import log
from mingjing.records.proofs import proof_for
from mingjing.records.sequencer import Sequencer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.independent]

_spec = importlib.util.spec_from_file_location(
    "independent_conftest", Path(__file__).parents[1] / "independent" / "conftest.py"
)
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
tlogcheck = _module.tlogcheck


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "log.vkey"
    path.write_text(f"{log.signer().vkey}\n")
    return path


def sequence():
    Sequencer(log.store(), log.signer()).drain()
    return log.store().root


@pytest.mark.crash
def test_log_that_went_through_crashes_is_accepted(write, crashing, tlogcheck, key_file):
    write(200)
    folder = sequence()
    for moment in (3, 5, 7, 9):
        write(20)
        connection.close()
        assert crashing.die_in_round(moment)
        sequence()
    for size in log.store().published_sizes():
        checked = tlogcheck(folder, key_file, folder / f"checkpoints/{size}")
        assert checked.returncode == 0, checked.stderr


def test_forged_entry_with_its_leaf_hash_is_refused(write, tlogcheck, key_file, tmp_path):
    write(5)
    copy = tmp_path / "copy"
    shutil.copytree(sequence(), copy)
    bundle, tile = copy / "tile/entries/000.p/5", copy / "tile/0/000.p/5"
    entries = decode_bundle(bundle.read_bytes())
    entries[2] = entries[2].replace(b'"by":"handler"', b'"by":"archivist"')
    bundle.write_bytes(encode_bundle(entries))
    tile.write_bytes(b"".join(leaf_hash(entry) for entry in entries))
    assert tlogcheck(copy, key_file).returncode != 0


def test_proof_of_one_record_is_accepted_and_of_another_refused(write, tlogcheck, key_file, tmp_path):
    mine, other = write(2)
    sequence()
    proof, entry, foreign = tmp_path / "x.tlog-proof", tmp_path / "x.entry", tmp_path / "y.entry"
    proof.write_bytes(proof_for(mine).proof)
    entry.write_bytes(proof_for(mine).entry)
    foreign.write_bytes(proof_for(other).entry)
    assert tlogcheck("-proof", proof, entry, key_file).returncode == 0
    assert tlogcheck("-proof", proof, foreign, key_file).returncode != 0
