"""An exported case file is accepted by the verifier that knows nothing of the database, and refused once touched."""

from __future__ import annotations

import json
import shutil

import pytest
from whole_case import Matter

from mingjing.cases.attachments import Attachment
from mingjing.cases.export import ExportRefused, export_case
from mingjing.cases.finding_a_case import case_by_number
from mingjing.cases.refused import NoSuchCase
from mingjing.ledger import verify_path
from mingjing.records import log
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


def test_manifest_says_what_the_officer_did(exported):
    told = [json.loads(path.read_bytes()) for path in (exported / "data/manifests").iterdir()]
    acts = [one["record"]["act"] for one in sorted(told, key=lambda one: one["seq"])]
    assert acts == ["register_clue", "inspect_site", "order_rectification"]
    assert "江临恒远仓储有限公司" in str(told)


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
