"""What the night found is told on the start page and on a page of its own, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect
from whole_case import Matter

from mingjing.cases.keeping import vault
from mingjing.records.models import Attachment
from mingjing.work import nightly, queue
from mingjing.work.models import Job

from .looks import assert_fits, assert_good_page, keep_picture, raw_words, settle


def test_a_lost_original_is_told(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("register_clue")
    lost = Attachment.objects.order_by("sha256").values_list("sha256", flat=True)[0]
    vault().path(lost).unlink()
    now = timezone.now()
    Job.objects.create(
        kind="derive", payload={}, created_at=now, run_after=now, attempts=5, given_up_at=now,
        error="文件不能解码，没有制作预览件；原件不受影响。",
    )  # fmt: skip
    nightly.Planner().plan()
    queue.work_off()
    page = sign_in("tu")
    expect(page.get_by_role("status")).to_contain_text("核对原件：发现异常1处")
    keep_picture(page, "home-trouble")
    assert_good_page(page)
    page.get_by_role("status").get_by_role("link", name="查看").click()
    expect(page.get_by_role("region", name="原件")).to_contain_text(lost)
    keep_picture(page, "upkeep-trouble")
    assert_good_page(page)
    assert raw_words(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    keep_picture(page, "upkeep-trouble")
    assert_fits(page)
