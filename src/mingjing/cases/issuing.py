"""The documents of an act: which forms, with which facts and numbers, rendered and kept before the act is recorded."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from mingjing import law, papers
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import forms_of, labels_of, statutes_of
from mingjing.cases.numbering import take_number
from mingjing.records.statements import state

_CODE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else in print


@dataclass(frozen=True)
class Issued:
    """One issued document as the record carries it. `digest` is the PDF's SHA-256, `sm3` its SM3, both in hex.

    `statement` is the id of its own entry in the log, for papers that go to the party ("" for internal ones).
    """

    form: str
    title: str
    number: str
    issued_on: str
    digest: str
    size: int
    pages: int
    volume: str
    check_code: str
    sm3: str
    version: str
    statement: str = ""

    def as_item(self) -> dict[str, Any]:
        item = asdict(self)
        del item["version"]  # of the store, not of the document
        return item


@dataclass(frozen=True)
class Matter:
    """What documents are filled from: the case as it stands with the act done, and the act itself."""

    agency: Any
    pack: law.Pack
    state: law.CaseState
    act: Mapping[str, Any]
    names: Mapping[str, Mapping[str, Any]]
    derived: Mapping[str, Any] = field(default_factory=dict)
    number: str = ""
    now: datetime | None = None

    @property
    def year(self) -> int:
        return int(self.act["on"][:4])


def issue(matter: Matter, wanted: Sequence[str]) -> list[Issued]:
    """Number, render and keep the documents of an act; call inside its transaction. Raises `papers.PaperError`."""
    facts = paper_facts(matter) if wanted else {}
    return [_issue(matter, form_id, facts) for form_id in wanted]


def draft(matter: Matter, form_id: str) -> papers.Paper:
    """The document as it would be, marked as a draft, without number, seal or code; nothing is kept."""
    return papers.render(_form(matter.pack, form_id), paper_facts(matter), draft=True)


def _issue(matter: Matter, form_id: str, facts: Mapping[str, Any]) -> Issued:
    form = _form(matter.pack, form_id)
    code = new_check_code()
    number = None
    if form.numbering:
        seq = take_number(matter.agency.pk, form.numbering.word, matter.year)
        number = form.numbering.number(matter.agency.prefix, matter.year, seq)
    seal = matter.agency.name if form.audience != "internal" else None
    paper = papers.render(form, facts, number=number, check_url=check_url(code), seal=seal)
    blob = vault().put(io.BytesIO(paper.pdf))
    if blob.sha256 != paper.sha256:
        raise RuntimeError("the vault kept other bytes than were rendered")
    issued = Issued(
        form_id,
        form.title,
        number or "",
        matter.act["on"],
        blob.sha256,
        blob.size,
        paper.pages,
        form.volume,
        code,
        blob.sm3,
        blob.version,
    )
    return replace(issued, statement=_stated(issued, matter)) if seal else issued


def _stated(issued: Issued, matter: Matter) -> str:
    """Give a paper for the party its own entry in the log, so that its holder can check it without the case."""
    content = {
        "agency": matter.agency.name,
        "form": issued.title,
        "number": issued.number,
        "issued_on": issued.issued_on,
        "file": {"sha256": issued.digest, "size": issued.size},
    }
    return state("doc", content, role=str(matter.act["role"]), now=matter.now or timezone.now()).rid


def _form(pack: law.Pack, form_id: str) -> papers.PaperForm:
    form = forms_of(pack).get(form_id)
    if form is None:
        raise papers.PaperError(f"现行法规包里没有文书格式“{form_id}”。", "请联系系统管理员补充文书格式。")
    return form


def new_check_code() -> str:
    """A code by which the holder of a paper finds its check page: 60 bits of chance in three groups of four."""
    letters = [secrets.choice(_CODE) for _ in range(12)]
    return "-".join("".join(letters[i : i + 4]) for i in (0, 4, 8))


def check_url(code: str) -> str:
    """The address that the QR code of a document leads to."""
    return f"{getattr(settings, 'MINGJING_PUBLIC_URL', 'http://127.0.0.1:8000').rstrip('/')}/check/{code}"


def paper_facts(matter: Matter) -> dict[str, Any]:
    """The names that forms read: `case`, `party`, `agency`, `act`, `acts`, `document`, and the words for codes."""
    at_hand, pack = matter.state, matter.pack
    acts = {key: {"first": _done(found[0], matter, key), "last": _done(found[-1], matter, key),
                  "all": [_done(one, matter, key) for one in found], "count": len(found)}
            for key, found in at_hand.acts.items() if found}  # fmt: skip
    return {
        "case": _case(matter),
        "party": dict(at_hand.party),
        "agency": agency_facts(matter.agency),
        "act": _done(matter.act, matter, str(matter.act.get("id", ""))),
        "acts": acts,
        "file": {
            "evidence": list(at_hand.evidence),
            "documents": list(at_hand.documents),
            "media": list(at_hand.media),
        },
        "document": {"issued_on": matter.act["on"]},
        "labels": labels_of(pack),
        "statutes": statutes_of(pack),
        "titles": _titles(pack, at_hand, matter.act.get("id", "")),
    }


def _case(matter: Matter) -> dict[str, Any]:
    """The facts with the derived ones, the handlers by name, and the number of the case."""
    facts = dict(matter.state.facts)
    for name, value in matter.derived.items():
        facts.setdefault(name, f"{value:.2f}" if isinstance(value, float) else value)
    facts["handlers"] = _people(facts.get("handlers"), matter)
    facts["number"] = facts.get("number") or matter.number
    return facts


def agency_facts(agency: Any) -> dict[str, Any]:
    """The agency's own facts with its name, region and prefix."""
    return {
        **agency.facts,
        "name": agency.name,
        "short_name": agency.short_name,
        "code": agency.code,
        "region": agency.region,
        "prefix": agency.prefix,
    }


def _done(act: Mapping[str, Any], matter: Matter, act_id: str) -> dict[str, Any]:
    """An occurrence with people and documents named; an act that names no officers was done by the case's handlers."""
    found = dict(act)
    told = matter.pack.procedure(matter.state.procedure).act(act_id)
    for key, kind in told.fields.items() if told else ():
        if kind.type == "docref" and found.get(key):
            found[key] = document_meant(matter.state, matter.pack, str(found[key]))
    found.setdefault("on", str(found.get("at", ""))[:10])
    for key, value in act.items():
        if key in {"handlers", "officers", "team", "investigators"}:
            found[key] = _people(value, matter)
    found["officers"] = found.get("officers") or _people(matter.state.facts.get("handlers"), matter)
    found["approvals"] = [
        {
            **approval,
            "name": approval.get("name") or matter.names.get(str(approval.get("by")), {}).get("name", ""),
        }
        for approval in act.get("approvals") or ()
    ]
    return found


def document_meant(state: law.CaseState, pack: law.Pack, text: str) -> Any:
    """What a reference to a document means: the issued one of that number or digest, or the last of that form; else as it stands."""
    for one in reversed(state.documents):
        if text in (one.get("number"), one.get("digest"), one.get("form")):
            return {"title": one["title"], "number": one.get("number", ""), "form": one["form"]}
    form = pack.forms.get(text)
    return {"title": form.title, "number": "", "form": text} if form else text


def _people(value: Any, matter: Matter) -> list[Any]:
    people = value if isinstance(value, list | tuple) else []
    return [
        dict(one) if isinstance(one, Mapping) else matter.names.get(str(one), {"name": str(one)})
        for one in people
    ]


def _titles(pack: law.Pack, state: law.CaseState, act_id: str) -> dict[str, str]:
    found = {f"case.{fact.id}": fact.title for fact in pack.facts.values()}
    found |= {f"party.{fact.id}": fact.title for fact in pack.party_facts.values()}
    act = pack.procedure(state.procedure).act(act_id)
    return found | ({f"act.{key}": field.title for key, field in act.fields.items()} if act else {})
