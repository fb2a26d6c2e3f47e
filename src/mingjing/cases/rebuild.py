"""`mingjing rebuild`: the cached state of every case against the replay of its records, and made anew from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from mingjing import law
from mingjing.cases import circumstances, engagements, snapshot
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case, CaseOfficer, Document
from mingjing.cases.replay import ErasedError, PackLost, replay
from mingjing.records import chain
from mingjing.records.models import Record

BATCH = 200


@dataclass(frozen=True)
class Difference:
    """One thing in which a cached case differs from its records; `what` is Chinese."""

    case: str
    what: str
    cached: str = ""
    replayed: str = ""

    def __str__(self) -> str:
        sides = f"：缓存为“{self.cached}”，重放为“{self.replayed}”" if self.cached or self.replayed else ""
        return f"{self.case}：{self.what}{sides}。"


@dataclass
class RebuildReport:
    """`cases` looked at, `erased` of them skipped because their content was lawfully erased."""

    cases: int = 0
    erased: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        return not self.differences


def check(cases: Iterable[Case] | None = None) -> RebuildReport:
    """Compare state, columns, clocks, people and documents of every case with the replay; changes nothing."""
    report = RebuildReport()
    for case in cases if cases is not None else _all():
        report.cases += 1
        try:
            report.differences += list(_compare(case))
        except ErasedError:
            report.erased += 1
        except (law.LawError, PackLost, KeyError, ValueError, TypeError) as fault:
            report.differences.append(Difference(str(case), f"记录无法重放（{fault}）"))
    if cases is None:
        report.differences += list(_orphans())
    return report


def rebuild(cases: Iterable[Case] | None = None) -> RebuildReport:
    """Write the replayed state over the cached one, case by case; records are never touched."""
    report = RebuildReport()
    for seen in cases if cases is not None else _all():
        with transaction.atomic():
            case = (
                Case.objects.select_for_update(of=("self",)).select_related("agency", "unit").get(pk=seen.pk)
            )
            try:
                found = list(_compare(case))
                state = replay(case).state
            except ErasedError:
                report.erased += 1
                continue
            if found:
                _rewrite(case, state)
        report.cases += 1
        report.differences += found
    return report


def _all() -> Iterator[Case]:
    return Case.objects.select_related("agency", "unit").order_by("pk").iterator(chunk_size=BATCH)


def _last_recorded(case: Case) -> Any:
    return (
        Record.objects.filter(case_id=case.pk).order_by("-seq").values_list("recorded_at", flat=True).first()
    )


def _rewrite(case: Case, state: law.CaseState) -> None:
    """As of the last record, so that a rebuilt case equals one that never went wrong."""
    now = _last_recorded(case) or case.changed_at
    circumstances.settle(case, state, library_of(case.agency), now, mend=True)
    engagements.rewrite(case.pk, state)
    Document.objects.filter(case=case).delete()
    Document.objects.bulk_create(snapshot.document_rows(case, _papers(state)))


def _papers(state: law.CaseState) -> list[dict[str, Any]]:
    return [dict(one) for one in state.documents if one.get("check_code")]


def _compare(case: Case) -> Iterator[Difference]:
    name = str(case)
    for fault in chain.verify(case.pk).faults:
        yield Difference(name, fault.rstrip("。"))
    state = replay(case).state
    told, cached = state.to_json(), case.state
    for key in sorted(told.keys() | cached.keys()):
        if told.get(key) != cached.get(key):
            yield Difference(name, f"案情“{key}”不同", _short(cached.get(key)), _short(told.get(key)))
    now = _last_recorded(case) or case.changed_at
    pack = library_of(case.agency).on(law.law_day(now))
    clocks = law.clocks(pack, state, pack.calendar, now)
    derived = circumstances.derived_facts(pack, state, now)
    for key, value in snapshot.columns(case, state, derived, clocks, pack).items():
        if getattr(case, key) != value:
            yield Difference(name, f"栏目“{key}”不同", _short(getattr(case, key)), _short(value))
    yield from _sets(
        name, "期限", set(snapshot.clock_rows(clocks)), set(case.clocks.values_list(*snapshot.CLOCK_COLUMNS))
    )
    yield from _sets(name, "人员", set(snapshot.people_of(state)), _posts(case))
    kept = set(
        Document.objects.filter(case=case).values_list("record_seq", "form", "number", "blob", "check_code")
    )
    want = {
        (one["seq"], one["form"], one["number"], one["digest"], one["check_code"]) for one in _papers(state)
    }
    yield from _sets(name, "文书", want, kept)


def _sets(name: str, what: str, want: set[Any], kept: set[Any]) -> Iterator[Difference]:
    if want != kept:
        yield Difference(
            name, f"{what}不同", _short(sorted(kept - want, key=str)), _short(sorted(want - kept, key=str))
        )


def _posts(case: Case) -> set[tuple[int, str]]:
    return {
        (officer, kind)
        for officer, kind in CaseOfficer.objects.filter(case=case).values_list("officer", "kind")
    }


def _orphans() -> Iterator[Difference]:
    """Streams of records without a case row."""
    held = Record.objects.values_list("case_id", flat=True).distinct()
    for case_id in held.exclude(case_id__in=Case.objects.values("pk")):
        yield Difference(str(case_id), "有记录而没有案件")


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) < 120 else text[:117] + "…"
