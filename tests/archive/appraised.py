"""A case file whose term is over, and its way through the hands that destroy it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mingjing.archive import disposing
from mingjing.archive.models import ArchivedFile, FileDisposal
from mingjing.records.models import Attachment
from mingjing.work import queue
from mingjing.work.models import Job

LONG_AGO = date(2020, 12, 31)


@pytest.fixture
def old(filed):
    """A file whose term is over, with nothing that keeps it."""
    ArchivedFile.objects.update(until=LONG_AGO)
    filed.file.case.clocks.all().delete()
    return filed


def users(filed):
    return filed.bureau.users


def approved(filed):
    people = users(filed)
    made = disposing.propose(people["wen"], [filed.file.pk], "保管期满，没有继续保存的价值。")
    disposing.approve(people["han"], made.pk)
    return disposing.approve(people["cheng"], made.pk)


def days_pass(days):
    """The worker's clock reaches the end of the days to undo."""
    Job.objects.filter(done_at=None).update(run_after=timezone.now() - timedelta(seconds=1))
    FileDisposal.objects.update(due_at=timezone.now() + timedelta(days=7 - days))
    queue.work_off()


def originals(filed):
    return set(Attachment.objects.filter(record__case_id=filed.file.case_id).values_list("sha256", flat=True))
