"""What every destruction has in common: the rows of a list, and how a worker carries it out, one thing after the other.

Each app says what a line is, how it is erased and what the log is told; the order of the steps is in `destruction.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from mingjing import law
from mingjing.cases.destruction import APPROVALS, Step, awaits
from mingjing.records import statements
from mingjing.vault import VaultError
from mingjing.work.queue import JobFailed


class DestructionList(models.Model):
    """A list of things to be destroyed. Where it stands is told by its steps; `due_at` is set with the last approval."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name="执法机关")
    created_at = models.DateTimeField("提出时间")
    due_at = models.DateTimeField("销毁时间", null=True)
    statement = models.OneToOneField(
        "records.Statement", models.PROTECT, null=True, related_name="+", verbose_name="销毁证明"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.agency_id} {self.created_at:%Y-%m-%d}"

    @property
    def last_step(self) -> Any:
        """Where it stands; no query when the steps are prefetched."""
        return list(self.steps.all())[-1]

    @property
    def awaits(self) -> str:
        """The role whose approval it waits for, or ""; no query when steps and agency are loaded."""
        return awaits(self.last_step.step, self.agency)


class DestructionStep(models.Model):
    """Who did what; append-only."""

    step = models.CharField("步骤", max_length=20, choices=Step.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="账号"
    )
    at = models.DateTimeField("时间")
    reason = models.CharField("说明", max_length=400, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.disposal_id} {self.step}"


class DestructionLine(models.Model):
    """One thing of the list: destroyed, or `kept` with the reason that came up before it could be.

    `begun_at` is committed before the first original goes: from then on nothing brings it back.
    """

    until = models.DateField("保管至")
    begun_at = models.DateTimeField("开始销毁时间", null=True)
    erased_at = models.DateTimeField("销毁时间", null=True)
    kept = models.CharField("未销毁的原因", max_length=200, blank=True)

    class Meta:
        abstract = True


def carry_out(
    lists: type[DestructionList],
    disposal_id: str,
    *,
    line: Callable[[int], Any],
    erase: Callable[[Any, datetime], None],
    told: Callable[[Sequence[Any]], dict[str, Any]],
) -> None:
    """Erase what the list names, unless it was undone or something came up; state it in the log. For the worker.

    `line` begins one line under lock, or keeps it. Each is begun, erased and finished by itself: what is done stays done,
    and the next worker goes on from there. Raises JobFailed when the vault refuses.
    """
    disposal = _begun(lists, disposal_id)
    if disposal is None:
        return
    for pk in list(disposal.lines.filter(erased_at=None).values_list("pk", flat=True)):
        one = line(pk)
        if not one.kept:
            try:
                erase(one, timezone.now())
            except VaultError as fault:
                raise JobFailed(f"“{one.named}”没有销毁完：{fault}") from fault
    with transaction.atomic():
        now = timezone.now()
        if gone := list(disposal.lines.exclude(erased_at=None)):
            said = {**_head(disposal), **told(gone)}
            disposal.statement = statements.state("disposal", said, role="archivist", now=now)
            disposal.save(update_fields=["statement"])
        disposal.steps.create(step=Step.DONE, at=now)


def _head(disposal: Any) -> dict[str, Any]:
    """Whose list it is and when it was approved: nothing of a person."""
    steps = [one for one in disposal.steps.all() if one.step in APPROVALS]
    return {
        "agency": disposal.agency.name,
        "disposal": str(disposal.pk),
        "steps": [{"step": one.step, "at": law.stamp(one.at)} for one in steps],
    }


def _begun(lists: type[DestructionList], disposal_id: str) -> Any:
    """The list, with its beginning committed: from then on it can't be undone. None where it isn't to be carried out."""
    with transaction.atomic():
        rows = lists._default_manager.select_for_update(of=("self",)).select_related("agency")
        disposal: Any = rows.get(pk=disposal_id)
        now = timezone.now()
        last = disposal.steps.order_by("-pk").first()
        if last is not None and last.step == Step.BEGUN:
            return disposal
        if last is None or last.step != Step.HEAD or disposal.due_at is None or now < disposal.due_at:
            return None
        disposal.steps.create(step=Step.BEGUN, at=now)
    return disposal
