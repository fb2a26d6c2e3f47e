"""A case that runs over the new year lies in two logs: its file carries both, each with its twin, and every byte counts."""

from __future__ import annotations

import json
import shutil

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from resealed import reseal
from whole_case import Matter

from mingjing.cases.attachments import Attachment
from mingjing.cases.export import export_case
from mingjing.cases.models import Case
from mingjing.disclosure.party_file import PartyRedaction
from mingjing.ledger import Policy, verify_path
from mingjing.ledger.signing import open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.project import places
from mingjing.records import closing, log, shards, trees, witnesses
from mingjing.witness.keys import WitnessKeys

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, NEXT = "log.yunhu-yj.example/2026", "log.yunhu-yj.example/2027"


def cosign(keys: WitnessKeys) -> None:
    """The witness answers to the newest checkpoints of both trees of the present log."""
    for tree in (trees.main_of(), trees.twin_of()):
        note = open_checkpoint(tree.store.read(CHECKPOINT), tree.vkey).note
        raw = note.with_lines(keys.cosign(note.text, 1798700000)).raw
        witnesses.accept(raw, log.policy(), now=timezone.now())
    log.sequencer().once()


@pytest.fixture
def matter(begun, tmp_path, monkeypatch):
    """Found and filed in one log, ordered to rectify in the next; a witness has cosigned all of it."""
    monkeypatch.setattr(places, "SECRETS", tmp_path / "secrets")
    matter = begun(Matter, "inspect_site")
    keys = WitnessKeys.generate("sfj.example.gov.cn/w")
    policy = django_settings.MINGJING_POLICY
    policy.parent.mkdir(parents=True, exist_ok=True)
    policy.write_text(f"witness w {keys.vkeys[0]}\nquorum w\n")
    log.sequencer().drain()
    cosign(keys)
    closing.close(NEXT, now=timezone.now())
    matter.act(
        "order_rectification", attachments=[Attachment.of_bytes("现场.png", b"\x89PNG\r\n\x1a\n" + bytes(64))]
    )
    log.sequencer().drain()
    cosign(keys)
    return matter


def own_keys():
    return [log.vkey(place) for place in shards.known()], [log.twin_vkey(place) for place in shards.known()]


def test_file_carries_both_logs_and_is_accepted_with_own_keys(matter, tmp_path):
    folder = export_case(matter.case, tmp_path / "案卷").folder
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.glob("*/*")
        if path.parent.name in ("checkpoints", "trust")
    )
    assert names == [
        "checkpoints/2027-sm3", "checkpoints/first", "checkpoints/first-sm3", "trust/2027-sm3.vkey",
        "trust/first-sm3.vkey", "trust/first.vkey", "trust/log.vkey", "trust/policy",
    ]  # fmt: skip
    mains, twins = own_keys()
    policy = Policy.parse((folder / "trust/policy").read_bytes())
    assert policy.quorum == "w"
    report = verify_path(folder, mains, policy, twin_key=twins)
    assert report.ok, report.lines
    said = "\n".join(report.lines)
    assert "3条记录都在日志中" in said
    assert "3条记录也都在国密副树（SM3）中" in said
    assert said.count("见证联署，签名有效") == 4
    assert report.facts["origin"] == NEXT
    assert verify_path(folder).ok  # by the keys that came along, which is said

    assert verify_path(folder, mains[1], policy).ok  # the policy knows the other log's key
    found = verify_path(folder, mains[1]).faults
    assert any("没有日志" in one.sentence and "公钥" in one.sentence for one in found)
    for proof in folder.glob("proofs/*-proof"):
        assert verify_path(proof, mains, policy, twin_key=twins).ok, proof.name


def test_twin_that_is_asked_for_must_be_there(matter, tmp_path):
    folder = export_case(matter.case, tmp_path / "案卷").folder
    mains, twins = own_keys()
    victim = sorted(folder.glob("proofs/*.sm3-proof"))[0]
    victim.unlink()
    faults = verify_path(folder, mains, twin_key=twins).faults
    assert f"proofs/{victim.name}" in [one.file for one in faults]
    for path in [
        *folder.glob("proofs/*.sm3-proof"),
        *folder.glob("checkpoints/*-sm3"),
        *folder.glob("trust/*-sm3.vkey"),
    ]:
        path.unlink()  # not a trace of the twins is left
    reseal(folder)
    assert verify_path(folder, mains).ok
    lines = "".join(f"log {vkey}\n" for vkey in (*mains, *twins))
    policy = Policy.parse(f"{lines}quorum none\n".encode())
    for keys in (mains, ()):  # the policy asks for them, with keys of one's own beside it and without
        faults = verify_path(folder, keys, policy).faults
        assert f"proofs/{victim.name}" in [one.file for one in faults]


@pytest.mark.parametrize("who", ["whole", "party"])
def test_each_flipped_byte_is_found_and_the_file_named(matter, tmp_path, who):
    folder = tmp_path / "案卷"
    case = Case.objects.get(pk=matter.case.pk)
    export_case(case, folder, redaction=None if who == "whole" else PartyRedaction(case))
    mains, twins = own_keys()
    report = verify_path(folder, mains, twin_key=twins)
    assert report.ok, report.lines
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        name, data = path.relative_to(folder).as_posix(), path.read_bytes()
        for place in {0, len(data) // 2, len(data) - 1}:
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            faults = verify_path(folder, mains, twin_key=twins).faults
            assert any(name in (one.file, *one.sentence.split()) for one in faults), (name, place)
        path.write_bytes(data)


def test_forgery_in_either_log_under_rewritten_digest_lists_is_named(matter, tmp_path):
    folder = export_case(matter.case, tmp_path / "案卷").folder
    mains, twins = own_keys()

    def swapped(one, two):
        def forge(at):
            first, second = (at / one).read_bytes(), (at / two).read_bytes()
            (at / one).write_bytes(second)
            (at / two).write_bytes(first)

        return forge

    early, *_, late = [
        path.stem for path in sorted(folder.glob("proofs/*.entry"), key=lambda path: seq(folder, path))
    ]
    forgeries = {
        "checkpoint": swapped("checkpoint", "checkpoints/first-sm3"),
        f"proofs/{early}.tlog-proof": swapped(f"proofs/{early}.tlog-proof", f"proofs/{early}.sm3-proof"),
        f"proofs/{late}.tlog-proof": swapped(f"proofs/{early}.tlog-proof", f"proofs/{late}.tlog-proof"),
        f"proofs/{late}.sm3-proof": swapped(f"proofs/{early}.sm3-proof", f"proofs/{late}.sm3-proof"),
        "checkpoints/first": lambda at: (at / "checkpoints/first").write_bytes(
            (at / "checkpoint").read_bytes()
        ),
    }
    for number, (named, forge) in enumerate(forgeries.items()):
        copy = tmp_path / f"伪造{number}"
        shutil.copytree(folder, copy)
        forge(copy)
        reseal(copy)
        faults = [one.file for one in verify_path(copy, mains, twin_key=twins).faults]
        assert named in faults, (named, faults)


def seq(folder, path):
    return json.loads((folder / "data/manifests" / f"{path.stem}.json").read_bytes())["seq"]
