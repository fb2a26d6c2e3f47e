"""Who looked: over all cases for who oversees them, of one case, on paper for the party, and what stands out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from read_cases import ReadByParty, copied

from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case, Task
from mingjing.disclosure.pdf_text import squeezed
from mingjing.reading import case_log
from mingjing.reading.accesses import accesses
from mingjing.records import log
from mingjing.records.models import AccessLog
from mingjing.records.sequencer import Sequencer

pytestmark = pytest.mark.django_db(transaction=True)


def look(matter: Any, alias: str, what: str = "案件", case: Any = None, at: Any = None) -> None:
    AccessLog.objects.create(
        case_id=case or matter.case.pk, user=matter.bureau.users[alias], what=what, at=at or timezone.now()
    )


def signed_in(matter: Any, alias: str) -> Client:
    client = Client()
    client.force_login(matter.bureau.users[alias])
    return client


def found(matter: Any, alias: str = "sun", **asked: str) -> Any:
    return accesses(matter.bureau.users[alias], pack_on(matter.bureau.agency, timezone.localdate()), asked)


def test_supervisor_sees_who_looked_at_all_cases_below(granted: Any) -> None:
    look(granted, "lu")
    look(granted, "xu", "导出案卷")
    client = signed_in(granted, "sun")
    client.get("/desk/accesses/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/desk/accesses/").content.decode()
    assert len(asked) <= 13, [one["sql"][:90] for one in asked.captured_queries]
    assert "陆知行" in page
    assert "许知远" in page
    assert page.count("不是本案人员") == 1 + 1  # the row, and the filter's label
    assert [row.person for row in found(granted, kind="export").rows] == ["许知远"]
    assert [row.person for row in found(granted, outside="1").rows] == ["许知远"]
    assert [row.person for row in found(granted, person="陆").rows] == ["陆知行"]
    assert found(granted, case="没有这样的案件").rows == []
    assert found(granted, since="2000-01-01", until="2000-01-02").rows == []


def test_a_neighbour_oversees_nothing_here_and_a_handler_none_at_all(granted: Any) -> None:
    look(granted, "lu")
    assert found(granted, "outsider").rows == []
    assert signed_in(granted, "outsider").get("/desk/accesses/").status_code == 200
    assert signed_in(granted, "lu").get("/desk/accesses/").status_code == 403


def test_many_cases_in_an_hour_are_shown_as_a_fact(granted: Any) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    template = Case.objects.get(pk=granted.case.pk)
    for _ in range(20):
        template.pk, template.number = uuid4(), ""
        template._state.adding = True
        template.save(force_insert=True)
        look(granted, "xu", case=template.pk, at=hour)
    (burst,) = found(granted).bursts
    assert (burst.person, burst.cases) == ("许知远", 20)
    look(granted, "lu", at=hour - timedelta(hours=2))
    assert "一小时内查看 20 件" in signed_in(granted, "cheng").get("/desk/accesses/").content.decode()


def test_case_page_tells_duty_and_who_is_not_on_the_case(granted: Any) -> None:
    look(granted, "xu")
    client = signed_in(granted, "lu")
    client.get(f"/desk/cases/{granted.case.pk}/access/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/desk/cases/{granted.case.pk}/access/").content.decode()
    assert len(asked) <= 12, [one["sql"][:90] for one in asked.captured_queries]
    assert "承办人员" in page
    assert "不是本案人员" in page


def test_party_gets_the_log_on_paper_by_name_and_duty(granted: Any) -> None:
    look(granted, "xu", "文书")
    name, paper = case_log.printed_case_log(granted.bureau.users["lu"], granted.case.pk)
    text = squeezed(paper.pdf)
    assert "许知远(承办人员)" in text
    assert "履行岗位职责" in text
    assert "暂定" in text
    assert name.startswith("查阅记录")
    assert AccessLog.objects.filter(case_id=granted.case.pk, what="打印查阅记录").count() == 1


def test_whether_names_stand_on_the_partys_paper_is_the_agencys_parameter(
    granted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(granted, "xu", "文书")
    pack = pack_on(granted.bureau.agency, timezone.localdate())
    limit = pack.limits[case_log.LIMIT].model_copy(update={"value": "duty"})
    monkeypatch.setattr(case_log, "pack_on", lambda *_: SimpleNamespace(limits={case_log.LIMIT: limit}))
    text = squeezed(case_log.paper_of(granted.case).pdf)
    assert "许知远" not in text
    assert "承办人员" in text
    assert "更早的没有列入" not in text
    look(granted, "xu", "文书")
    monkeypatch.setattr(case_log, "MOST_ON_PAPER", 1)
    assert "更早的没有列入" in squeezed(case_log.paper_of(granted.case).pdf)


def test_log_goes_along_with_a_copy_that_asked_for_it(begun: Callable[..., Any]) -> None:
    matter = begun(ReadByParty, "grant_reading", before=True)
    matter.act("grant_reading", fields={"given": [{"item": "本案查阅记录", "kind": "accesses"}]})
    Sequencer(log.store(), log.signer()).drain()
    made = copied(matter.bureau.users["lu"], matter, "阅1")
    with zipfile.ZipFile(BytesIO(vault().open(made.sha256).read())) as archive:
        assert "陆知行" in squeezed(archive.read("查阅记录.pdf"))
        assert not [
            name for name in archive.namelist() if "/data/blobs/" in name or "/data/redacted/" in name
        ]


def test_requests_press_in_task_lists_also_after_closing(granted: Any) -> None:
    waiting = Task.objects.filter(case=granted.case, done=None).values_list("deadline", flat=True)
    assert "reading_handover" in waiting
    assert granted.case.closed


def test_pages_of_requests_ask_few_questions(granted: Any) -> None:
    client = signed_in(granted, "lu")
    for address, most in (("", 9), ("阅1/", 14)):
        place = f"/desk/cases/{granted.case.pk}/readings/{address}"
        client.get(place)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(place).status_code == 200
        assert len(asked) <= most, (address, len(asked), [one["sql"][:90] for one in asked.captured_queries])
    client.get("/desk/reading-requests/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/desk/reading-requests/")
    assert len(asked) <= 7, len(asked)
