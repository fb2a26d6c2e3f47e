"""A file per party: its cases, what was decided and paid, licences, restrictions, periods that run, who looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from mingjing import law
from mingjing.cases import shown
from mingjing.cases.circumstances import state_of
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case, CaseClock
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.reading import visible_case
from mingjing.cases.standing import Person, standing_of
from mingjing.law.periods import add_months
from mingjing.reading.models import SameParty
from mingjing.reading.parties import shown_code
from mingjing.reading.readers import Access, Readers
from mingjing.reading.same_party import decisions_on
from mingjing.records.journal import log_reads
from mingjing.records.models import AccessLog

MOST = 100  # cases, the latest first
MOST_ALIKE, MOST_CLOCKS, MOST_READINGS = 20, 20, 20
READ = "当事人档案"
RESTRICTIONS, PERIOD = "party_restrictions", "prior_penalty_months"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case of the party. Money in yuan; `decision` = what was decided, in words; `prior` = counts for discretion now.

    `taken` = a person has decided that it is of this party, whose code it doesn't have.
    """

    case: Case
    procedure: str
    stage: str
    decision: str
    decided_on: date | None
    payable: Decimal
    paid: Decimal
    unpaid: Decimal
    prior: bool
    restrictions: Sequence[str]
    taken: SameParty | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """A case of the same name; `decided` = a person has decided that it is another party."""

    case: Case
    decided: SameParty | None


@dataclass(frozen=True, slots=True)
class Licence:
    number: str
    title: str
    valid_to: date | None
    expired: bool
    case: Case


@dataclass(frozen=True, slots=True)
class PartyFile:
    """All that the viewer may see of one party; `alike` = cases of the same name without this code: perhaps the same."""

    name: str
    code: str
    kind: str
    lines: Sequence[CaseLine]
    alike: Sequence[Alike]
    clocks: Sequence[CaseClock]
    licences: Sequence[Licence]
    readings: Sequence[Access]
    months: int
    since: date
    cut: bool
    period: law.Limit | None = None

    @property
    def payable(self) -> Decimal:
        return sum((one.payable for one in self.lines), Decimal())

    @property
    def paid(self) -> Decimal:
        return sum((one.paid for one in self.lines), Decimal())

    @property
    def unpaid(self) -> Decimal:
        return sum((one.unpaid for one in self.lines), Decimal())

    @property
    def priors(self) -> Sequence[CaseLine]:
        return [one for one in self.lines if one.prior]

    @property
    def restricted(self) -> Sequence[CaseLine]:
        return [one for one in self.lines if one.restrictions]


def party_file(person: Person, key: UUID) -> PartyFile:
    """The party of the case `key` over all cases that the person may see (at most 15 queries); each is logged.

    The same code is the same party. Without a code only the case itself is. Raises `NoSuchCase`.
    """
    anchor = visible_case(person, key, "")
    now = timezone.now()
    today = now.astimezone(SHANGHAI).date()
    seen = Case.objects.visible_to(person).select_related("agency").defer("search")
    own = seen.filter(party_code=anchor.party_code) if anchor.party_code else seen.filter(pk=anchor.pk)
    found = list(own.order_by("-opened_at", "pk")[: MOST + 1])
    cases = found[:MOST]
    alike = list(_alike(seen, anchor, cases))
    decided = decisions_on({one.pk for one in cases}) if alike else {}
    taken = [one for one in alike if one.pk in decided and decided[one.pk].same]
    cases += taken
    standing = standing_of(person)
    shown_ones = {anchor.pk, *(one.pk for one in (*cases, *alike))}  # the anchor may be older than the newest
    log_reads(standing.user_id, shown_ones, READ, now=now)
    clocks = list(_clocks(cases))
    pack_today = pack_on(anchor.agency, today)
    months = int(pack_today.limit_values.get(PERIOD, 12))
    since = add_months(today, -months)
    lines, licences = [], []
    for case in cases:
        pack, state = pack_on(case.agency, today), state_of(case)
        facts = law.facts_of(pack, state, now)
        running = {one.deadline for one in clocks if one.case_id == case.pk}
        lines.append(_line(case, pack, facts, running, since, decided.get(case.pk)))
        licences += _licence(case, facts, today)
    return PartyFile(
        anchor.party_name, shown_code(anchor.party_code, anchor.party_kind), _kind(anchor, today), lines,
        [Alike(one, decided.get(one.pk)) for one in alike if one not in taken], clocks[:MOST_CLOCKS], licences, _readings(cases), months,
        since, len(found) > MOST, pack_today.limits.get(PERIOD),
    )  # fmt: skip


def _alike(seen: Any, anchor: Case, cases: Sequence[Case]) -> Any:
    """Cases of the same name that the code doesn't tell to be the party's (1 query)."""
    named = seen.filter(party_name=anchor.party_name).exclude(party_name="")
    if anchor.party_code:
        named = named.exclude(party_code=anchor.party_code)
    return named.exclude(pk__in=[one.pk for one in cases]).order_by("-opened_at", "pk")[:MOST_ALIKE]


def _line(
    case: Case, pack: law.Pack, facts: dict[str, Any], running: set[str], since: date, taken: SameParty | None
) -> CaseLine:
    procedure = pack.procedures.get(case.procedure)
    kinds = [
        shown.value(pack.facts[name], facts[name], pack, {})
        for name in ("decided_kind", "licence_result")
        if facts.get(name)
    ]
    penalised = facts.get("decided_kind") == "penalty" and not facts.get("decision_changed_on")
    return CaseLine(
        case,
        procedure.title if procedure else case.procedure,
        procedure.stages.get(case.stage, "") if procedure else "",
        "、".join(kinds),
        case.decided_on,
        _yuan(facts, "payable"),
        _yuan(facts, "paid"),
        _yuan(facts, "unpaid"),
        bool(penalised and case.decided_on and case.decided_on >= since),
        _restrictions(pack, facts, running),
        taken,
    )


def _restrictions(pack: law.Pack, facts: dict[str, Any], running: set[str]) -> list[str]:
    """Titles of the rows of the pack's catalogue that hold of the case."""
    found = []
    for row in pack.catalogue(RESTRICTIONS).rows:
        told = row.plain
        if facts.get(str(told.get("fact", ""))) or running & set(told.get("clock") or ()):
            found.append(row.title)
    return found


def _licence(case: Case, facts: dict[str, Any], today: date) -> list[Licence]:
    number = str(facts.get("cert_no") or "")
    if not number:
        return []
    until = date.fromisoformat(facts["valid_to"]) if facts.get("valid_to") else None
    return [Licence(number, str(facts.get("licence_item") or ""), until, bool(until and until < today), case)]


def _clocks(cases: Sequence[Case]) -> Any:
    """Periods that run in these cases, the first to end first (1 query)."""
    return (
        CaseClock.objects.filter(case__in=[one.pk for one in cases], state__in=("running", "open", "overdue"))
        .select_related("case")
        .defer("case__state", "case__search")
        .order_by("due", "pk")
    )


def _readings(cases: Sequence[Case]) -> list[Access]:
    """Who last read any of these cases (up to 5 queries)."""
    by_id = {one.pk: one for one in cases}
    rows = AccessLog.objects.filter(case_id__in=by_id).exclude(what=READ)
    found = list(rows.select_related("user").order_by("-at", "-pk")[:MOST_READINGS])
    readers = Readers.of(found)
    return [readers.access(row, by_id[row.case_id]) for row in found]


def _kind(case: Case, today: date) -> str:
    pack = pack_on(case.agency, today)
    fact = pack.party_facts.get("kind")
    return shown.value(fact, case.party_kind, pack, {}) if fact else ""


def _yuan(facts: dict[str, Any], name: str) -> Decimal:
    return Decimal(str(facts.get(name) or 0)).quantize(Decimal("0.01"))
