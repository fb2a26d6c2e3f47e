"""A granted request: a person decides what is hidden paper by paper, the copy is made, handed over and verified."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from read_cases import ReadByParty, copied

from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.queries import state_of
from mingjing.cases.refused import Refused
from mingjing.disclosure.party_file import ON_SITE
from mingjing.disclosure.pdf_text import squeezed
from mingjing.disclosure.source import NotAsIssued
from mingjing.ledger import verify_path
from mingjing.reading import copies, copy_zip, deciding, masks
from mingjing.reading.models import ConfirmedMasks, Copy
from mingjing.reading.requests import request_of
from mingjing.records import log
from mingjing.records.models import AccessLog
from mingjing.records.sequencer import Sequencer
from mingjing.work import queue

pytestmark = pytest.mark.django_db(transaction=True)
REQUEST = "阅1"


def address(matter: Any, *parts: str) -> str:
    return "/".join([f"/desk/cases/{matter.case.pk}/readings/{REQUEST}", *parts]) + "/"


def papers(matter: Any) -> list[masks.Paper]:
    return masks.papers_of(matter.case, request_of(state_of(matter.case), REQUEST))


def proposals(matter: Any, digest: str) -> list[dict[str, Any]]:
    found = masks.proposed_for(matter.case, request_of(state_of(matter.case), REQUEST), digest)
    return found.masks


def confirm(desk: Client, matter: Any, digest: str, rows: list[dict[str, Any]], why: str = "") -> Any:
    sent = {"masks": json.dumps(rows), "kept_reason": why}
    return desk.post(address(matter, "papers", digest), sent)


def confirm_all(desk: Client, matter: Any) -> None:
    for paper in (one for one in papers(matter) if one.decided is None):
        answer = confirm(desk, matter, paper.digest, proposals(matter, paper.digest))
        assert answer.status_code == 302, (paper.title, answer.content.decode())


def make(desk: Client, matter: Any) -> Copy:
    """A copy that is asked for on the page and made by the worker."""
    assert "已提出制作复制件" in desk.post(address(matter, "copy"), follow=True).content.decode()
    queue.work_off()
    made = Copy.objects.latest("pk")
    assert made.sha256 in desk.get(address(matter)).content.decode()
    return made


def unpacked(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        archive.extractall(folder)
    return next(folder.iterdir())


def test_party_is_given_what_a_person_decided_and_the_record_names_it(
    granted: Any, desk: Client, tmp_path: Path
) -> None:
    told = papers(granted)
    assert len(told) > 5
    refused = desk.post(address(granted, "copy"), follow=True)
    assert "没有确认遮盖" in refused.content.decode()
    assert not Copy.objects.exists()

    assert "没有确认已经通读" in desk.post(address(granted, "unmarked"), follow=True).content.decode()
    said = desk.post(address(granted, "unmarked"), {"read": "on"}, follow=True).content.decode()
    unmarked = ConfirmedMasks.objects.count()
    assert f"已确认{unmarked}份" in said
    assert unmarked < len(told)
    confirm_all(desk, granted)
    made = make(desk, granted)
    data = b"".join(desk.get(address(granted, "copies", str(made.pk))).streaming_content)
    assert hashlib.sha256(data).hexdigest() == made.sha256
    folder = unpacked(data, tmp_path)
    report = verify_path(folder, log.signer().vkey)
    assert report.ok, report.lines
    text = "".join(squeezed(path.read_bytes()) for path in folder.glob("data/redacted/*.pdf"))
    witness = granted.case.state["acts"]["inquire"][0]["person"]["name"]
    assert witness not in text

    answer = desk.post(
        address(granted),
        {
            "receiver": "云帆远",
            "receiver_signed": "on",
            "handed_on": made.at.date().isoformat(),
            "copy": made.pk,
        },
    )
    assert answer.status_code == 422  # a day after the scenario's: late, so a reason is asked
    answer = desk.post(
        address(granted),
        {
            "receiver": "云帆远", "receiver_signed": "on", "handed_on": made.at.date().isoformat(),
            "copy": made.pk, "r.copies_given_in_time": "申请人改约到本日前来领取。", "r.late_recording": "当日补登。",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    granted.case.refresh_from_db()
    given = granted.case.state["acts"]["give_copies"][-1]
    assert (given["digest"], given["pages"]) == (made.sha256, made.pages)
    assert "reading_receipt" in [one["form"] for one in granted.case.state["documents"]]
    assert "已交付的就是这一份" in desk.get(address(granted)).content.decode()
    logged = AccessLog.objects.filter(case_id=granted.case.pk).values_list("what", flat=True)
    assert {"制作遮盖复制件", "下载遮盖复制件"} <= set(logged)


def test_paper_that_can_not_be_made_anew_is_read_on_site_and_the_receipt_says_so(
    granted: Any, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = next(one for one in papers(granted) if one.title == "询问笔录")
    real = masks.source_of

    def source(case: Any, agency: Any, digest: str) -> Any:
        if digest == broken.digest:
            raise NotAsIssued("机关信息在文书制作后变动。")
        return real(case, agency, digest)

    monkeypatch.setattr(masks, "source_of", source)
    desk.post(address(granted, "unmarked"), {"read": "on"})
    for paper in (one for one in papers(granted) if one.decided is None and one.digest != broken.digest):
        confirm(desk, granted, paper.digest, proposals(granted, paper.digest))
    assert "没有确认遮盖" in desk.post(address(granted, "copy"), follow=True).content.decode()
    place = address(granted, "papers", broken.digest, "on-site")
    assert "没有写明" in desk.post(place, follow=True).content.decode()
    assert (
        "不提供复制件" in desk.post(place, {"reason": "不能重新生成遮盖副本。"}, follow=True).content.decode()
    )
    made = make(desk, granted)
    assert made.items == [
        {"item": "案卷（正卷）", "kind": "file", "way": "copy"},
        {"item": "询问笔录", "kind": "document", "way": "read"},
    ]
    with zipfile.ZipFile(BytesIO(vault().open(made.sha256).read())) as archive:
        told = json.loads(
            archive.read(next(n for n in archive.namelist() if n.endswith("data/redaction.json")))
        )
    assert told["blobs"][broken.digest]["reason"] == ON_SITE

    sent = {
        "receiver": "云帆远", "receiver_signed": "on", "handed_on": made.at.date().isoformat(),
        "r.copies_given_in_time": "申请人改约到本日前来领取。", "r.late_recording": "当日补登。",
    }  # fmt: skip
    assert "没有选定要提供的复制件" in desk.post(address(granted), sent).content.decode()
    other = next(one for one in papers(granted) if one.digest != broken.digest)
    desk.post(address(granted, "papers", other.digest, "on-site"), {"reason": "改为现场查阅。"})
    said = desk.post(address(granted), sent | {"copy": made.pk}).content.decode()
    assert "制作以后又改过遮盖的决定" in said
    with pytest.raises(Refused, match="不是为这件申请制作"):
        copies.refuse_foreign(granted.case.pk, "give_copies", {"request_no": REQUEST, "digest": "e" * 64})
    newest = make(desk, granted)
    answer = desk.post(address(granted), sent | {"copy": newest.pk})
    assert answer.status_code == 302, answer.content.decode()
    granted.case.refresh_from_db()
    given = granted.case.state["acts"]["give_copies"][-1]["items"]
    assert {(one["item"], one["way"]) for one in given} >= {("案卷（正卷）", "copy"), ("询问笔录", "read")}


def test_only_who_hands_over_downloads_a_copy(granted: Any, desk: Client) -> None:
    blob = vault().put(BytesIO(b"PK"))
    made = Copy.objects.create(
        case_id=granted.case.pk, request_no=REQUEST, kind="party", sha256=blob.sha256, sm3=blob.sm3, size=2,
        files=1, pages=0, name="a.zip", user=granted.bureau.users["lu"], at=timezone.now(),
    )  # fmt: skip
    place = address(granted, "copies", str(made.pk))
    assert desk.get(place).status_code == 200
    supervisor = Client()
    supervisor.force_login(granted.bureau.users["sun"])
    answer = supervisor.get(place)
    assert answer.status_code == 404
    assert "您的岗位不办理" in answer.content.decode()


def test_paper_that_is_no_sound_pdf_counts_no_pages(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("案卷/data/blobs/a", b"%PDF-1.7 and nothing more")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert copy_zip.pages_of(archive) == 0


def test_a_proposed_place_stays_readable_only_with_a_reason(granted: Any, desk: Client) -> None:
    paper = next(one for one in papers(granted) if one.title == "询问笔录")
    proposed = proposals(granted, paper.digest)
    answer = confirm(desk, granted, paper.digest, proposed[1:])
    assert answer.status_code == 422
    assert "没有写明理由" in answer.content.decode()
    assert not ConfirmedMasks.objects.exists()
    assert confirm(desk, granted, paper.digest, proposed[1:], "本人已书面同意提供。").status_code == 302
    assert ConfirmedMasks.objects.get().kept_reason == "本人已书面同意提供。"


def test_a_proposed_place_begins_with_the_reason_that_the_pack_has_for_it(granted: Any) -> None:
    paper = next(one for one in papers(granted) if one.title == "询问笔录")
    found = masks.proposed_for(granted.case, request_of(state_of(granted.case), REQUEST), paper.digest)
    rows = pack_on(granted.bureau.agency, timezone.localdate()).catalogue("redaction_reasons").rows
    titles = {row.id: row.title for row in rows}
    assert {(one["kind"], one["reason"]) for one in found.masks} == {("PERSON", titles["other_person_name"])}
    assert set(found.reasons) == set(titles.values())
    assert found.reasons[-1] == titles["other_privacy"], "what is hidden by hand begins with the last"


def test_a_paper_beyond_the_grant_or_of_the_internal_volume_is_not_given(granted: Any, desk: Client) -> None:
    internal = next(one for one in granted.case.state["documents"] if one["volume"] == "internal")
    answer = desk.get(address(granted, "papers", internal["digest"]))
    assert answer.status_code == 404
    assert "不在准予提供的范围" in answer.content.decode()


def test_decisions_and_copies_are_only_added_to(granted: Any, desk: Client) -> None:
    paper = next(one for one in papers(granted) if one.title == "询问笔录")
    confirm(desk, granted, paper.digest, proposals(granted, paper.digest))
    for words in ("UPDATE reading_confirmedmasks SET masks = '[]'", "DELETE FROM reading_confirmedmasks"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)


def test_grant_of_a_paper_that_the_case_does_not_have_is_refused(begun: Callable[..., Any]) -> None:
    matter = begun(ReadByParty, "grant_reading", before=True)
    for item, said in (("与我有关的材料", "卷内目录里没有同名的"), ("询问", "本案没有这样名称的文书")):
        with pytest.raises(Refused, match=said):
            matter.act("grant_reading", fields={"given": [{"item": item, "kind": "document"}]})


def test_form_of_the_next_step_begins_with_what_the_request_says(begun: Callable[..., Any]) -> None:
    matter = begun(ReadByParty, "grant_reading", before=True)
    client = Client()
    client.force_login(matter.bureau.users["lu"])
    assert f"act/grant_reading/?request={quote(REQUEST)}" in client.get(address(matter)).content.decode()
    form = client.get(
        f"/desk/cases/{matter.case.pk}/act/grant_reading/", {"request": REQUEST}
    ).content.decode()
    for text in (REQUEST, "江临云帆五金制品有限公司", "本机关档案室", "案卷（正卷）"):
        assert f'value="{text}"' in form, text


def test_a_grant_of_one_paper_shows_neither_the_others_nor_their_records(
    begun: Callable[..., Any], tmp_path: Path
) -> None:
    matter = begun(ReadByParty, "grant_reading", before=True)
    title = "行政处罚告知书"
    matter.act("grant_reading", fields={"given": [{"item": title, "kind": "document"}]})
    Sequencer(log.store(), log.signer()).drain()
    (paper,) = papers(matter)
    assert paper.title == title
    deciding.confirm_unmarked(matter.bureau.users["lu"], matter.case.pk, REQUEST, read=True)
    desk = Client()
    desk.force_login(matter.bureau.users["lu"])
    confirm_all(desk, matter)
    made = copied(matter.bureau.users["lu"], matter, REQUEST)
    folder = unpacked(vault().open(made.sha256).read(), tmp_path)
    assert verify_path(folder, log.signer().vkey).ok
    shown = {}
    for path in (folder / "data/records").iterdir():
        told = {
            ".".join(map(str, steps)): value for _, steps, value in json.loads(path.read_bytes())["fields"]
        }
        shown.setdefault(told["act"], set()).update(told)
    beyond = {act for act, names in shown.items() if any(name.startswith("fields") for name in names)}
    assert beyond == {"notify_penalty"}
    listed = json.loads((folder / "data/contents.json").read_bytes())["documents"]
    assert [one["document"].split(" ")[0] for one in listed] == [title]
