"""From what the queries return to what the API gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mingjing.api import schema
from mingjing.cases.models import Document
from mingjing.cases.perform import Performed
from mingjing.cases.queries import CasePage, CaseRow
from mingjing.cases.queries.lists import titles
from mingjing.cases.refused import as_finding
from mingjing.reading.models import CopyOrder


def row(found: CaseRow) -> dict[str, Any]:
    return {
        "id": found.id,
        "number": found.number,
        "title": found.title,
        "procedure": found.procedure,
        "party_name": found.party_name,
        "stage": found.stage,
        "stage_title": found.stage_title,
        "fine": None if found.fine is None else str(found.fine),
        "filed_on": found.filed_on,
        "decided_on": found.decided_on,
        "major": found.major,
        "closed": found.closed,
        "seq": found.seq,
        "next_due": found.clock.due,
        "next_due_title": found.clock.title,
    }


def case(page: CasePage) -> dict[str, Any]:
    found = page.case
    _, stage_title = titles(found, page.as_of.date())
    names = (
        "id",
        "number",
        "title",
        "procedure",
        "party_name",
        "stage",
        "filed_on",
        "decided_on",
        "major",
        "closed",
    )
    return {
        **{name: getattr(found, name) for name in names},
        "stage_title": stage_title,
        "fine": None if found.fine is None else str(found.fine),
        "seq": found.seq,
        "next_due": found.next_due,
        "next_due_title": found.next_due_deadline,
        "facts": dict(page.state.facts),
        "party": dict(page.state.party),
        "pending": list(page.state.pending),
        "clocks": [clock(one) for one in page.clocks],
        "timeline": [entry(one) for one in page.entries],
        "documents": [document(one) for one in page.documents if one.get("check_code")],
    }


def clock(found: Any) -> dict[str, Any]:
    return {
        "deadline": found.id,
        "title": found.title,
        "kind": found.kind,
        "state": found.state,
        "due": found.due_iso[:10] or None,
        "days_left": found.days_left if found.due else None,
        "citation": found.citation,
        "provisional": found.provisional,
    }


def entry(found: Any) -> dict[str, Any]:
    names = ("seq", "act", "title", "step", "at", "recorded_at", "sentence", "proof")
    return {name: getattr(found, name) for name in names}


def document(found: Mapping[str, Any] | Document) -> dict[str, Any]:
    if isinstance(found, Document):
        return {"sha256": found.blob, **{name: getattr(found, name) for name in _PAPER}}
    return {"sha256": found["digest"], **{name: found[name] for name in _PAPER}}


_PAPER = ("form", "title", "number", "issued_on", "pages", "check_code")


def options(found: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "act": one.act.id,
            "title": one.act.title,
            "open": one.possible and one.role_ok,
            "role_ok": one.role_ok,
            "waits_for": one.waits_for,
            "findings": [as_finding(item) for item in (*one.findings.bars, *one.findings.reasons)],
        }
        for one in found
    ]


def copy(found: CopyOrder) -> dict[str, Any]:
    names = ("id", "request_no", "state", "step", "steps", "error", "asked_at")
    of_file = ("name", "sha256", "sm3", "size", "files", "pages", "at")
    made = found.copy
    file = None if made is None else {name: getattr(made, name) for name in of_file}
    return {**{name: getattr(found, name) for name in names}, "file": file}


def done(found: Performed) -> schema.Done:
    return schema.Done(
        case=found.case.pk,
        number=found.case.number,
        seq=found.seq,
        act=found.act,
        step=found.step,
        took_effect=found.took_effect,
        repeated=found.repeated,
        stage=found.case.stage,
        documents=[schema.DocumentOut(**document(one)) for one in found.documents],
    )
