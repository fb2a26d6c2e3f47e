"""The cached state of a case: columns, clocks, people, documents, tasks, all made from the state and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pypinyin import lazy_pinyin

from mingjing import law
from mingjing.cases import tasks
from mingjing.cases.difference import columns_of, make_equal
from mingjing.cases.models import Case, CaseClock, CaseOfficer, Document
from mingjing.cases.search import search_vector
from mingjing.cases.tasks import due_day

SEARCHED = frozenset({"number", "title", "party_name", "party_code"})
REVIEWERS = frozenset({"legal_review", "return_review"})


def columns(
    case: Case, state: law.CaseState, derived: Mapping[str, Any], clocks: Iterable[Any], pack: law.Pack
) -> dict[str, Any]:
    """The columns of the row as the state and its clocks say; compared by `rebuild --check`."""
    facts, party = {**state.facts, **derived}, state.party
    decided = state.facts.get("decided_on")
    due = next_due(clocks)
    return {
        "procedure": state.procedure,
        "parent_id": UUID(state.parent["case"]) if state.parent else None,
        "number": case_number(state, pack),
        "title": str(facts.get("name") or facts.get("cause") or "")[:300],
        "party_name": str(party.get("name") or "")[:200],
        "party_code": str(party.get("uscc") or party.get("id_number") or "")[:40],
        "party_kind": str(party.get("kind") or "")[:40],
        "stage": state.stage,
        "fine": amount(facts, "decided_fine" if decided else "fine"),
        "filed_on": as_day(facts.get("filed_on")),
        "decided_on": as_day(decided),
        "major": bool(facts.get("major")),
        "review": review_state(state),
        "published": bool(facts.get("published")),
        "closed": state.closed,
        "seq": state.seq,
        "next_due": due_day(due) if due else None,
        "next_due_deadline": due.title[:120] if due else "",
    }


def case_number(state: law.CaseState, pack: law.Pack) -> str:
    """A fact where the pack keeps one, else the number of the first document that the procedure is numbered by."""
    told = state.facts.get("number")
    if told:
        return str(told)
    by = pack.procedure(state.procedure).numbered_by
    filed = [one for one in state.documents if one.get("form") == by and one.get("number")]
    return str(filed[0]["number"]) if filed else ""


def review_state(state: law.CaseState) -> str:
    """Where the legal review stands: "" (never submitted), waiting, returned, or the last opinion's outcome."""
    last: tuple[int, str] = (0, "")
    for act, outcome in (("submit_review", "waiting"), ("return_review", "returned"), ("legal_review", "")):
        for done in state.acts.get(act, ()):
            last = max(last, (int(done.get("seq", 0)), outcome or str(done.get("outcome", ""))))
    return last[1]


def next_due(clocks: Iterable[Any]) -> Any | None:
    """The duty that ends first, overdue ones included; a paused clock and a right of the party are none."""
    return min(filter(tasks.is_duty, clocks), key=lambda clock: (due_day(clock), clock.id), default=None)


def amount(facts: Mapping[str, Any], name: str) -> Decimal | None:
    found = facts.get(name)
    return Decimal(str(found)).quantize(Decimal("0.01")) if found not in (None, "") else None


def as_day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def write(
    case: Case,
    state: law.CaseState,
    derived: Mapping[str, Any],
    clocks: list[Any],
    pack: law.Pack,
    now: datetime,
    *,
    mend: bool = False,
) -> None:
    """Save what changed of the row and of everything beside it (row 1 query, clocks up to 3, people 2, tasks 4)."""
    new = case._state.adding
    changed = {"state", "changed_at"}
    for name, found in columns(case, state, derived, clocks, pack).items():
        if new or getattr(case, name) != found:
            setattr(case, name, found)
            changed.add(name)
    moved = mend or new or people_of(law.CaseState.from_json(case.state)) != people_of(state)
    if mend or changed & SEARCHED or _numbers(state) != _numbers_in(case.state):
        case.pinyin = "".join(lazy_pinyin(case.party_name or case.title))[:200]
        case.search = search_vector(
            case.number, case.title, case.party_name, case.party_code, *_numbers(state)
        )
        changed |= {"pinyin", "search"}
    case.state = state.to_json()
    case.changed_at = now
    case.save(force_insert=True) if new else case.save(update_fields=None if mend else changed)
    make_equal(CaseClock, case.pk, CLOCK_COLUMNS, clock_rows(clocks))
    if moved:
        write_people(case, state)
    tasks.sync(case, tasks.wanted(case, state, pack, clocks), now)


def _numbers(state: law.CaseState) -> list[str]:
    return [str(one["number"]) for one in state.documents if one.get("number")]


def _numbers_in(cached: Mapping[str, Any]) -> list[str]:
    return [str(one["number"]) for one in cached.get("documents") or () if one.get("number")]


CLOCK_COLUMNS = columns_of(CaseClock)


def clock_row(clock: Any, ordinal: int) -> tuple[Any, ...]:
    """A started clock in the order of `CLOCK_COLUMNS`; `ordinal` tells those of one deadline apart."""
    told = {
        "deadline": clock.id,
        "ordinal": ordinal,
        "title": clock.title[:160],
        "item": clock.key[:200],
        "kind": clock.kind,
        "state": clock.state,
        "started_on": as_day(clock.basis),
        "due": due_day(clock) if clock.due else None,
        "due_at": clock.due if isinstance(clock.due, datetime) else None,
        "citation": clock.citation[:300],
        "provisional": clock.provisional,
        "internal": clock.internal,
        "who": clock.who,
    }
    return tuple(told[name] for name in CLOCK_COLUMNS)


def clock_rows(clocks: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The started clocks as rows, numbered within their deadline."""
    seen: dict[str, int] = {}
    rows = []
    for clock in clocks:
        seen[clock.id] = seen.get(clock.id, -1) + 1
        rows.append(clock_row(clock, seen[clock.id]))
    return rows


def people_of(state: law.CaseState) -> set[tuple[int, str]]:
    """Officer ids with what they are in the case: the first handler leads, the others assist, reviewers review."""
    found: set[tuple[int, str]] = set()
    handlers = [_officer_id(one) for one in state.facts.get("handlers") or ()]
    if not handlers:
        handlers = [_officer_id(one.get("by")) for items in state.acts.values() for one in items[:1]][:1]
    for place, officer in enumerate(officer for officer in handlers if officer):
        found.add((officer, CaseOfficer.Kind.ASSISTANT if place else CaseOfficer.Kind.HANDLER))
    for act in REVIEWERS:
        found |= {
            (officer, CaseOfficer.Kind.REVIEWER)
            for one in state.acts.get(act, ())
            if (officer := _officer_id(one.get("by")))
        }
    return found


def post_title(kind: str) -> str:
    """主办, 协办 or 法制审核."""
    return CaseOfficer.Kind(kind).label


def _officer_id(one: Any) -> int | None:
    text = str(one.get("id", "") if isinstance(one, Mapping) else one or "")
    return int(text) if text.isdigit() else None


def write_people(case: Case, state: law.CaseState) -> None:
    """Make the posts of the case those of the state (1 query when nothing changed)."""
    want = people_of(state)
    have = {(post.officer_id, post.kind): post.pk for post in CaseOfficer.objects.filter(case=case)}
    gone = [pk for key, pk in have.items() if key not in want]
    if gone:
        CaseOfficer.objects.filter(pk__in=gone).delete()
    new = [
        CaseOfficer(case=case, officer_id=officer, kind=kind) for officer, kind in sorted(want - have.keys())
    ]
    if new:
        CaseOfficer.objects.bulk_create(new)


def document_rows(case: Case, items: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Rows for issued documents as the records carry them."""
    return [
        Document(
            case=case,
            record_seq=one["seq"],
            act=one["act"],
            form=one["form"],
            title=one["title"],
            number=one.get("number", ""),
            issued_on=date.fromisoformat(one["issued_on"]),
            blob=one["digest"],
            size=one["size"],
            pages=one["pages"],
            internal=one.get("volume") == "internal",
            check_code=one["check_code"],
            statement_id=one.get("statement") or None,
        )
        for one in items
    ]
