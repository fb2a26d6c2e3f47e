"""An exported case file is accepted by the verifier that knows nothing of the database, and refused once touched."""

from __future__ import annotations

import json
import shutil

import pytest
from django.utils import timezone
from whole_case import Matter

from mingjing.cases.attachments import Attachment
from mingjing.cases.export import ExportRefused, export_case
from mingjing.cases.finding_a_case import case_by_number
from mingjing.cases.refused import NoSuchCase
from mingjing.ledger import Policy, Signer, verify_path
from mingjing.ledger.vkey import COSIGNATURE_ED25519
from mingjing.records import log
from mingjing.records.models import Checkpoint, Cosignature
from mingjing.records.proofs import NotYetLogged
from mingjing.records.sequencer import Sequencer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def exported(begun, tmp_path):
    matter = begun(Matter, "order_rectification", before=True)
    matter.act(
        "order_rectification", attachments=[Attachment.of_bytes("现场.png", b"\x89PNG\r\n\x1a\n" + bytes(64))]
    )
    Sequencer(log.store(), log.signer()).drain()
    return export_case(matter.case, tmp_path / "案卷").folder


def test_whole_case_file_is_accepted(exported):
    report = verify_path(exported, log.signer().vkey)
    assert report.ok, report.lines
    assert not report.faults


@pytest.mark.parametrize("part", ["data/manifests", "data/keys", "data/blobs", "proofs"])
def test_case_file_with_a_changed_or_missing_part_is_refused(exported, part):
    for number, victim in enumerate(sorted((exported / part).iterdir())):
        copy = exported.with_name(f"改动{number}")
        shutil.copytree(exported, copy)
        changed = bytearray(victim.read_bytes())
        changed[len(changed) // 2] ^= 1
        (copy / part / victim.name).write_bytes(changed)
        assert not verify_path(copy, log.signer().vkey).ok, victim.name
        (copy / part / victim.name).unlink()
        assert not verify_path(copy, log.signer().vkey).ok, victim.name


def test_fields_say_what_the_officer_did(exported):
    acts = {}
    for path in (exported / "data/manifests").iterdir():
        told = json.loads((exported / "data/records" / path.name).read_bytes())["fields"]
        seq = json.loads(path.read_bytes())["seq"]
        acts[seq] = next(value for _, steps, value in told if steps == ["act"])
        assert seq > 1 or "江临恒远仓储有限公司" in [value for _, _, value in told]
    assert acts == {1: "register_clue", 2: "inspect_site", 3: "order_rectification"}


def test_any_changed_byte_of_any_file_is_found_and_the_file_named(exported):
    files = sorted(path for path in exported.rglob("*") if path.is_file())
    assert len(files) > 20
    for path in files:
        name = path.relative_to(exported).as_posix()
        data = path.read_bytes()
        for place in {0, len(data) // 2, len(data) - 1}:
            for bit in (1, 0x20):
                path.write_bytes(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :])
                faults = verify_path(exported, log.signer().vkey).faults
                assert any(name in (one.file, *one.sentence.split()) for one in faults), (name, place, bit)
        path.write_bytes(data)
    assert verify_path(exported, log.signer().vkey).ok


def test_file_that_no_list_names_is_found(exported):
    (exported / "trust/另一份说明.txt").write_text("请用这把公钥")
    report = verify_path(exported, log.signer().vkey)
    assert [one.file for one in report.faults] == ["trust/另一份说明.txt"]


def test_export_carries_its_page_both_guides_and_the_contents_of_the_volumes(exported):
    page = (exported / "核验.html").read_text("utf-8")
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "default-src 'none'" in page
    assert "sha256sum -c" in (exported / "HOWTO.txt").read_text("utf-8")
    assert "sha256sum -c" in (exported / "HOWTO.en.txt").read_text("utf-8")
    told = json.loads((exported / "data/contents.json").read_bytes())["documents"]
    assert [(one["order"], one["volume_title"]) for one in told] == [
        (place, "正卷") for place in range(1, len(told) + 1)
    ]
    assert all((exported / one["file"]).is_file() for one in told)


def test_proofs_lead_to_the_cosigned_checkpoint_where_there_is_one(matter, tmp_path, settings):
    witness = Signer.generate("sfj.example.gov.cn/witness1", COSIGNATURE_ED25519)
    policy = tmp_path / "policy"
    policy.write_text(f"log {log.signer().vkey}\nwitness sfj {witness.vkey}\nquorum sfj\n")
    settings.MINGJING_POLICY = policy
    matter.go("inspect_site")
    Sequencer(log.store(), log.signer()).drain()
    alone = export_case(matter.case, tmp_path / "尚无联署").folder
    assert "quorum none" in (alone / "trust/policy").read_text()
    assert verify_path(alone).ok

    row = Checkpoint.objects.latest("size")
    text = row.note.rpartition("\n\n")[0] + "\n"
    Cosignature.objects.create(
        checkpoint=row,
        cosigner=witness.name,
        line=str(witness.cosign(text, 1780000000)),
        received_at=timezone.now(),
    )
    other = type(matter)(matter.bureau)
    other.go("register_clue")
    Sequencer(log.store(), log.signer()).drain()
    done = export_case(matter.case, tmp_path / "有联署")
    assert done.size == row.size < Checkpoint.objects.latest("size").size
    report = verify_path(done.folder, log.signer().vkey, Policy.parse(policy.read_bytes()))
    assert report.ok, report.lines
    assert any("见证联署，签名有效" in line for line in report.lines)
    assert not verify_path(alone, log.signer().vkey, Policy.parse(policy.read_bytes())).ok


def test_case_that_is_not_in_the_log_yet_is_not_exported(begun, tmp_path):
    matter = begun(Matter, "register_clue")
    with pytest.raises(NotYetLogged):
        export_case(matter.case, tmp_path / "案卷")
    assert not (tmp_path / "案卷").exists()


def test_folder_with_content_is_left_alone(exported):
    with pytest.raises(ExportRefused, match="已有内容"):
        export_case(case_by_number(str(_only_case().pk)), exported)


def test_case_is_found_by_the_number_of_any_of_its_papers(exported):
    case = _only_case()
    number = next(one["number"] for one in case.state["documents"] if one["form"] == "rectification_order")
    assert case_by_number(number) == case
    assert case_by_number(number.replace("（", "(").replace("）", ")")) == case
    with pytest.raises(NoSuchCase):
        case_by_number("（江云）应急罚〔2099〕1号")


def _only_case():
    from mingjing.cases.models import Case

    return Case.objects.get()
