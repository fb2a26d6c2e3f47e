"""The page of a case file: its volumes, what is missing and who owes it, what it would score; closing is refused with both."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from whole_case import Matter

from mingjing.cases.queries import CaseFile, case_file
from mingjing.cases.refused import Refused
from mingjing.papers.pdfium import opened
from mingjing.records.models import AccessLog

pytestmark = pytest.mark.django_db(transaction=True)


def client_of(matter: Matter, account: str) -> Client:
    client = Client()
    client.force_login(matter.bureau.users[account])
    return client


def test_unpaid_fine_is_missing_and_the_handlers_owe_it(matter: Matter) -> None:
    matter.go("record_payment", before=True)
    file = case_file(matter.bureau.users["lu"], matter.case.pk)
    unpaid = next(
        one for one in file.owed if one.deduction.finding.check == "decision_performed_before_closing"
    )
    assert unpaid.by == "承办人（陆知行、沈砚秋）或者承办机构负责人"
    assert (unpaid.deduction.points, unpaid.deduction.act.id) == (4, "close_case")
    before = file.points
    matter.go("record_payment")
    paid = case_file(matter.bureau.users["lu"], matter.case.pk)
    assert "decision_performed_before_closing" not in [one.deduction.finding.check for one in paid.owed]
    assert paid.points == before + 4


def test_what_an_act_was_done_with_stays_a_defect(matter: Matter) -> None:
    matter.go("serve_decision")
    file = case_file(matter.bureau.users["lu"], matter.case.pk)
    defect = next(one for one in file.happened if one.act == "负责人集体讨论")
    assert "没有音像记录" in defect.finding.say
    lost = sum(one.deduction.points for one in file.owed) + sum(one.points for one in file.happened)
    assert file.points == round(100 - lost) < 100


def test_volumes_are_bound_as_the_archive_act_lists_them(matter: Matter) -> None:
    matter.go("archive_case", before=True)
    before = case_file(matter.bureau.users["wen"], matter.case.pk)
    assert [volume.title for volume in before.volumes] == ["正卷", "副卷"]
    told = matter.told_of("archive_case")["fields"]
    del told["items"], told["pages"]  # the form is filled in by the order of the file
    done = matter.act("archive_case")
    told = matter.case.state["acts"]["archive_case"][-1]
    assert [row["document"] for row in told["items"]] == [
        leaf.name for volume in before.volumes for leaf in volume.leaves
    ]
    assert told["pages"] == sum(volume.pages for volume in before.volumes)
    assert done.took_effect
    after = case_file(matter.bureau.users["wen"], matter.case.pk)
    assert [one["form"] for one in after.bindings] == [
        "case_volume_cover",
        "volume_toc",
        "volume_toc_inner",
        "volume_note",
    ]
    assert [one.leaves for one in after.volumes] == [one.leaves for one in before.volumes]
    assert after.owed == []
    for key, ends in (("main", 3), ("inner", 2)):  # cover, contents and note; contents and note
        assert_bound(client_of(matter, "wen"), after, key, ends)


def assert_bound(desk: Client, file: CaseFile, key: str, unnumbered: int) -> None:
    """The bound volume has every page of its documents, each numbered below on the right as the contents say."""
    volume = next(one for one in file.volumes if one.key == key)
    answer = desk.get(f"/desk/cases/{file.case.pk}/file/{key}/")
    assert answer["Content-Type"] == "application/pdf"
    with opened(b"".join(answer.streaming_content)) as bound:
        assert len(bound) == volume.pages + unnumbered
        numbers = []
        for page in bound:
            width, _height = page.get_size()
            corner = page.get_textpage().get_text_bounded(left=width - 90, bottom=0, right=width, top=40)
            numbers.append(corner.strip())
    front = unnumbered - 1
    assert numbers == [""] * front + [str(one) for one in range(1, volume.pages + 1)] + [""]


def test_contents_out_of_the_order_of_the_file_are_asked_about(matter: Matter) -> None:
    matter.go("archive_case", before=True)
    rows = [
        dict(leaf.row())
        for volume in case_file(matter.bureau.users["wen"], matter.case.pk).volumes
        for leaf in volume.leaves
    ]
    first, second = rows[0], rows[1]
    first["document"], second["document"] = second["document"], first["document"]
    matter.told_of("archive_case")["fields"] |= {"items": rows, "pages": 60}
    with pytest.raises(Refused) as refusal:
        matter.act("archive_case")
    assert "archive_in_order" in [one.check for one in refusal.value.findings]


def test_an_empty_volume_has_nothing_to_bind(matter: Matter) -> None:
    matter.go("file_case")
    desk = client_of(matter, "lu")
    assert desk.get(f"/desk/cases/{matter.case.pk}/file/inner/").status_code == 404
    assert desk.get(f"/desk/cases/{matter.case.pk}/file/third/").status_code == 404
    assert client_of(matter, "outsider").get(f"/desk/cases/{matter.case.pk}/file/main/").status_code == 404


def test_closing_too_early_is_refused_with_what_is_missing_and_who_owes_it(matter: Matter) -> None:
    matter.go("record_payment", before=True)
    answer = client_of(matter, "lu").post(
        f"/desk/cases/{matter.case.pk}/act/close_case/",
        {"f.result": "罚款八万元", "expected_seq": matter.case.seq, "key": "k1"},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "罚款尚未缴清" in text
    assert "由承办人或者承办机构负责人办理" in text


def test_page_is_logged_costs_few_queries_and_is_closed_to_others(matter: Matter) -> None:
    matter.go("serve_decision")
    address = f"/desk/cases/{matter.case.pk}/file/"
    desk = client_of(matter, "lu")
    desk.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = desk.get(address)
    assert len(asked) <= 6, "\n".join(one["sql"][:140] for one in asked)
    assert "卷内目录" in answer.content.decode()
    assert AccessLog.objects.filter(case_id=matter.case.pk, what="案卷").count() == 2
    assert client_of(matter, "outsider").get(address).status_code == 404
