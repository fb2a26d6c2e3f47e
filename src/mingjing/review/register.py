"""The register of reviewers and their share of the agency's officers: warned of, never a bar (118号 四(十一))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from django.db.models import Q

from mingjing.agencies.models import Agency, Officer, RoleGrant
from mingjing.cases.libraries import library_of

LIMIT = "legal_reviewer_ratio"
ROLE = "legal_reviewer"


@dataclass(frozen=True)
class Reviewer:
    """A reviewer on the day; `qualified`: passed the national legal qualification by then (行政处罚法 第58条第2款)."""

    officer_id: int
    name: str
    unit: str
    post: str
    qualified: bool


@dataclass(frozen=True)
class Register:
    """The reviewers of an agency, and how many there should be for its credentialed officers.

    `least`: the share that the pack asks for on the day (0 where it asks for none).
    """

    reviewers: Sequence[Reviewer]
    officers: int
    least: Decimal

    @property
    def wanted(self) -> int:
        return ceil(self.officers * self.least)

    @property
    def enough(self) -> bool:
        return len(self.reviewers) >= self.wanted

    @property
    def share(self) -> float:
        """Per cent of the credentialed officers."""
        return 100 * len(self.reviewers) / self.officers if self.officers else 0.0

    @property
    def warning(self) -> str:
        """A sentence when there are too few or none is qualified; empty otherwise."""
        if not self.enough:
            return (
                f"法制审核人员{len(self.reviewers)}名，占持证执法人员{self.officers}名的{self.share:.1f}%，"
                f"低于{float(self.least * 100):g}%；至少应当配备{self.wanted}名。"
            )
        if not any(one.qualified for one in self.reviewers):
            return (
                "法制审核人员中没有取得法律职业资格的人员；初次从事行政处罚决定法制审核的，应当取得该资格。"
            )
        return ""


def register_of(agency: Agency, day: date) -> Register:
    """The register as it stood on a day (2 queries)."""
    grants = RoleGrant.objects.on(day).filter(agency=agency, role=ROLE).values("user")
    people = Officer.objects.filter(user__in=grants, active=True).select_related("unit")
    reviewers = [
        Reviewer(one.pk, one.name, one.unit.name, one.post, one.legal_qualified_by(day)) for one in people
    ]
    held = Q(credentials__valid_from__lte=day, credentials__valid_to__gte=day)
    officers = (
        Officer.objects.filter(held, unit__agency=agency, active=True, auxiliary=False).distinct().count()
    )
    limit = library_of(agency).on(day).limits.get(LIMIT)
    return Register(reviewers, officers, Decimal(str(limit.value)) if limit else Decimal(0))
