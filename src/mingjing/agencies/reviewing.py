"""Entering since when an officer has reviewed decisions: by the administrator, with a ground, for good.

Which rule asks for it stands in the packs (limit `reviewer_qualification`).
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from mingjing.agencies.models import Officer, ReviewingEntry, RoleGrant, User

KEEPER, REVIEWER = "administrator", "legal_reviewer"
LONGEST = 300


class NotEntered(Exception):
    """The entry can't be made. `say`, `mend` in Chinese."""

    def __init__(self, say: str, mend: str) -> None:
        super().__init__(say)
        self.say, self.mend = say, mend


def may_enter(user: User, agency_id: int, day: date) -> bool:
    """Does the account keep the register of this agency on the day (1 query)?"""
    return user.grants.on(day).filter(role=KEEPER, agency=agency_id).exists()


def reviewers(agency_id: int, day: date) -> frozenset[int]:
    """Ids of the officers who hold the post of legal reviewer in the agency on the day (1 query)."""
    held = RoleGrant.objects.on(day).filter(role=REVIEWER, agency=agency_id, user__officer__isnull=False)
    return frozenset(held.values_list("user__officer", flat=True))


@transaction.atomic
def enter_reviewing_since(
    officer: Officer, since: date | None, ground: str, user: User, day: date
) -> ReviewingEntry:
    """Enter the day of the first review of a decision, or take the entry back (None). `day` = today in Asia/Shanghai.

    Raises NotEntered: by no administrator of the agency, for oneself, for no reviewer, a day to come, or no ground.
    """
    agency = officer.unit.agency_id
    ground = ground.strip()
    if not may_enter(user, agency, day):
        raise NotEntered("审核经历由本机关的系统管理员登记。", "请系统管理员核实后登记。")
    if officer.user_id == user.pk:
        raise NotEntered("不能登记自己的审核经历。", "请本机关的另一名系统管理员核实后登记。")
    if officer.pk not in reviewers(agency, day):
        raise NotEntered(f"{officer.name}现在不是法制审核人员。", "先授予法制审核人员岗位，再登记审核经历。")
    if since is not None and since > day:
        raise NotEntered("首次从事审核的日期在今天以后。", "填写实际首次从事行政处罚决定法制审核的日期。")
    if not 6 <= len(ground) <= LONGEST:
        raise NotEntered(f"没有写明登记的依据，或者超过{LONGEST}字。", "写明首次审核的案件文号或者证明材料。")
    entry = ReviewingEntry.objects.create(officer=officer, since=since, ground=ground, recorded_by=user)
    Officer.objects.filter(pk=officer.pk).update(reviewing_since=since)
    return entry
