"""Those who see to the system are told what the night found, on their start page and on a page of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from beginnings import bureau, matter

from mingjing.cases.keeping import vault
from mingjing.records.models import Attachment
from mingjing.work import nightly, queue
from mingjing.work.models import Job, Night

__all__ = ["bureau", "matter"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(bureau: Any) -> Any:
    signed_in: dict[str, Client] = {}

    def read(alias: str, address: str = "/desk/upkeep/", status: int = 200) -> str:
        if alias not in signed_in:
            signed_in[alias] = Client()
            signed_in[alias].force_login(
                bureau.users[alias], backend="django.contrib.auth.backends.ModelBackend"
            )
        answer = signed_in[alias].get(address)
        assert answer.status_code == status
        return answer.content.decode()

    return read


def test_what_the_night_found_is_told_to_those_who_see_to_it(matter: Any, page: Any) -> None:
    matter.go("register_clue")
    nightly.Planner().plan()
    queue.work_off()
    assert "全部一致" in page("tu")
    assert "系统运行须处理" not in page("tu", "/desk/")
    lost = Attachment.objects.order_by("sha256").values_list("sha256", flat=True)[0]
    vault().path(lost).unlink()
    Night.objects.all().delete()
    nightly.Planner().plan()
    queue.work_off()
    for alias in ("tu", "wen", "cheng"):
        assert "核对原件：发现异常1处" in page(alias, "/desk/")
    assert f"记录所列的原件 {lost} 不在原件库中。" in page("wen")
    assert "系统运行须处理" not in page("lu", "/desk/")
    assert lost not in page("lu", status=403)


def test_that_nothing_was_done_is_told_and_so_is_what_was_given_up(bureau: Any, page: Any) -> None:
    assert "从未进行" in page("tu")
    now = timezone.now()
    Job.objects.create(
        kind="derive", payload={}, created_at=now, run_after=now, attempts=5, given_up_at=now, error="文件不能解码。"
    )  # fmt: skip
    told = page("tu")
    assert "制作预览件" in told
    assert "文件不能解码。" in told


def test_the_page_costs_few_queries(bureau: Any, page: Any) -> None:
    nightly.Planner().plan()
    queue.work_off()
    page("tu")
    with CaptureQueriesContext(connection) as asked:
        page("tu")
    assert len(asked) <= 9, "\n".join(one["sql"][:140] for one in asked)
