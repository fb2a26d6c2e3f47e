"""Whether cases of the same name but without the same code are of one party: a person decides, with a reason."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from mingjing.cases.models import Case
from mingjing.cases.plain_text import unreadable
from mingjing.cases.reading import visible_case
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, standing_of
from mingjing.reading.models import SameParty

DECIDE = frozenset({"handler", "unit_head", "legal_reviewer", "agency_head", "archivist"})


def decisions_on(cases: Collection[UUID]) -> dict[UUID, SameParty]:
    """By the other case, what was last decided about it and any of these cases (1 query)."""
    found = SameParty.objects.filter(Q(case_id__in=cases) | Q(other_id__in=cases)).select_related("user")
    return {row.other_id if row.case_id in cases else row.case_id: row for row in found.order_by("pk")}


def decide(person: Person, key: UUID, other: UUID | str, same: bool, reason: str) -> None:
    """Write a decision down. Both cases must be visible to the person. Raises `NoSuchCase`, `Refused`."""
    case, second = visible_case(person, key, ""), visible_case(person, other, "当事人档案")
    standing = standing_of(person)
    if not DECIDE & set(standing.roles_in(case.agency_id)):
        raise bad("您的岗位不认定当事人；请由承办、审核或者归档人员认定。", check="role")
    reason = reason.strip()
    if not reason or len(reason) > 200 or unreadable(reason):
        raise bad(
            "没有写明认定的理由（不超过200字）。",
            fields=("reason",),
            mend="写明依据，例如核对了营业执照变更登记。",
        )
    if not _alike(case, second):
        raise bad("这两件案件的当事人名称不同，或者已经是同一代码，不需要认定。", check="party")
    SameParty.objects.create(
        case_id=case.pk,
        other_id=second.pk,
        same=same,
        reason=reason,
        user_id=standing.user_id,
        at=timezone.now(),
    )


def _alike(case: Case, other: Case) -> bool:
    same_code = case.party_code and case.party_code == other.party_code
    return (
        case.pk != other.pk
        and bool(case.party_name)
        and case.party_name == other.party_name
        and not same_code
    )
