"""Who the people in the log of readings are: their duty on the day, whether they worked on the case, why they looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from mingjing.agencies.models import Officer, RoleGrant
from mingjing.agencies.roles import ROLES
from mingjing.cases.models import Case, CaseOfficer
from mingjing.cases.payload import SHANGHAI
from mingjing.media.models import MediaRead
from mingjing.records.models import AccessLog

MEDIA = "音像记录"
# How readings are grouped in lists: kind -> its title and what the noted words begin with.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "document": ("文书", ("文书", "打印")),
    "export": ("导出和复制件", ("导出", "制作", "下载")),
    "media": ("音像记录", (MEDIA,)),
    "search": ("检索", ("检索",)),
    "api": ("接口", ("接口",)),
}
PAGES = "案件页面"


@dataclass(frozen=True, slots=True)
class Access:
    """One reading. `duty` = roles held that day; `on_case` = the person works on the case; `case` None = erased or gone.

    `odd` = only a handler of other cases: no approval, review, archive or oversight leads to this one.
    """

    at: datetime
    user_id: int
    person: str
    duty: str
    on_case: bool
    what: str
    kind: str
    reason: str
    odd: bool = False
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Readers:
    """What is known of the readers of some rows of the log (4 queries)."""

    grants: Mapping[int, Sequence[RoleGrant]]
    officers: Mapping[int, int]
    posts: frozenset[tuple[UUID, int]]
    reasons: Mapping[tuple[int, datetime], str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[AccessLog]) -> Readers:
        rows = list(rows)
        users = {row.user_id for row in rows}
        grants: dict[int, list[RoleGrant]] = {}
        for grant in RoleGrant.objects.filter(user__in=users).order_by("pk"):
            grants.setdefault(grant.user_id, []).append(grant)
        officers = dict(Officer.objects.filter(user__in=users).values_list("user_id", "pk"))
        cases = {row.case_id for row in rows}
        posts = CaseOfficer.objects.filter(case__in=cases, officer__in=officers.values())
        media = [row.at for row in rows if row.what.startswith(MEDIA)]
        reads = MediaRead.objects.filter(user__in=users, at__in=media) if media else ()
        return cls(
            grants,
            officers,
            frozenset(posts.values_list("case_id", "officer_id")),
            {(one.user_id, one.at): one.reason for one in reads},
        )

    def access(self, row: AccessLog, case: Case | None = None) -> Access:
        """The row with its reader; `row.user` is loaded."""
        day = row.at.astimezone(SHANGHAI).date()
        on_case = (row.case_id, self.officers.get(row.user_id)) in self.posts
        held = self.held(row.user_id, day)
        return Access(
            row.at,
            row.user_id,
            str(row.user),
            "、".join(ROLES.get(role, role) for role in held) or "未授予岗位",
            on_case,
            row.what,
            kind_of(row.what),
            self.reasons.get((row.user_id, row.at), ""),
            not on_case and set(held) <= {"handler"},
            case,
        )

    def held(self, user_id: int, day: date) -> list[str]:
        """The roles held on the day."""
        found = [
            one.role
            for one in self.grants.get(user_id, ())
            if one.from_day <= day and (one.to_day is None or one.to_day >= day)
        ]
        return list(dict.fromkeys(found))


def kind_of(what: str) -> str:
    """The title of the group that the noted words belong to."""
    return next((title for title, begins in KINDS.values() if what.startswith(begins)), PAGES)
