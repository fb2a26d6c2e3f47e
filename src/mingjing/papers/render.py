"""From a form and the facts of a case to the finished document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import dates, qr
from .bind import Binder
from .facts import lookup, unset
from .form import PaperForm
from .pdfium import opened
from .press import Press, default_press
from .sheet import blocks, reading_text


@dataclass(frozen=True)
class Paper:
    """A document: PDF/A-2b bytes, their SHA-256 in hex, number of pages, and its text in reading order."""

    pdf: bytes
    pages: int
    text: str
    sha256: str


def render(
    form: PaperForm,
    facts: Mapping[str, Any],
    *,
    number: str | None = None,
    check_url: str | None = None,
    seal: str | None = None,
    draft: bool = False,
    press: Press | None = None,
) -> Paper:
    """Makes one document; equal input gives equal bytes.

    `facts` are the law room's names (`case`, `party`, `act` with `by_name` and `approvals`, `acts`, `file.documents`),
    `agency` (name, address, phone, head, reconsideration_body, court), plus `document.issued_on`
    (ISO date; `act.on` stands in), `labels` (set -> code -> Chinese), `statutes` (short -> official title) and
    `titles` (path -> Chinese name, for refusals). `seal` is the lettering of the seal, None for a place to seal by hand.
    A draft carries a watermark, no seal and no code.
    Raises FieldsMissing, ValueUnfit, FontsMissing, PaperError.
    """
    press = press or default_press()
    facts = _with_document(form, facts, number)
    binder = Binder(form, facts, press.fonts.drawable)
    found = blocks(form, binder)
    issued = lookup(facts, "document.issued_on")
    agency = lookup(facts, "agency.name")
    if unset(issued):
        binder.miss("成文日期")
    if unset(agency):
        binder.miss("执法机关名称")
    if form.numbering and unset(number) and not draft:
        binder.miss("文号")
    binder.finish()
    heading = form.heading or form.title
    sheet: dict[str, Any] = {
        "layout": form.layout,
        "title": heading,
        "agency": binder.clean(str(agency)),
        "number": binder.clean(number or ("（未取号）" if form.numbering else "")),
        "blocks": found,
        "underline": form.underline,
        "issued": dates.day(issued) if form.issued else "",
        "seal": binder.clean(seal) if seal and form.issued and not draft else "",
        "qr": qr.svg(check_url) if check_url and form.audience != "internal" and not draft else "",
        # Software that holds the file can tell which paper it claims to be.
        "check": check_url if check_url and form.audience != "internal" and not draft else "",
        "copies": _copies(form),
        "page_numbers": form.page_numbers,
        "page_sign": list(form.page_sign),
        "draft": draft,
    }
    pdf = press.pdf(sheet, dates.as_date(issued))
    foot = ("agency", "issued") if form.issued else ()
    parts = [sheet[key] for key in ("agency", "title", "number")] + [reading_text(found)]
    parts += [sheet[key] for key in (*foot, "copies")]
    text = "\n".join(str(part) for part in parts if part)
    with opened(pdf) as made:
        pages = len(made)
    return Paper(pdf, pages, text, hashlib.sha256(pdf).hexdigest())


def _with_document(form: PaperForm, facts: Mapping[str, Any], number: str | None) -> dict[str, Any]:
    """The facts with what the renderer knows: `document` (number, issued_on), `words` (how party and paper are called) and
    `documents.<form>` (the last one made before this; `documents.decision` is the penalty decision)."""
    document = dict(facts.get("document") or {})
    document["number"] = number
    document.setdefault("issued_on", lookup(facts, "act.on"))
    person = lookup(facts, "party.kind") == "person"
    kind = (
        heading[-3:] if (heading := form.heading or form.title).endswith("书") else "文书"
    )  # 决定书, 指令书
    words = {
        "you": "你" if person else "你单位",
        "person": person,
        "organisation": not person,
        "this_paper": f"本{kind}",
        "this_ruling": f"本{kind.removesuffix('书')}" if kind != "文书" else "本文书",
    }
    made = {entry["form"]: entry for entry in lookup(facts, "file.documents") or []}
    decisions = [entry for form, entry in made.items() if form.startswith("penalty_decision")]
    made |= {"decision": decisions[-1]} if decisions else {}
    return {**facts, "document": document, "words": words, "documents": made}


def _copies(form: PaperForm) -> str:
    if not form.copies:
        return ""
    holders = "，".join(f"一份{holder}" for holder in form.copies)
    return f"本文书一式{'两三四五六'[len(form.copies) - 2]}份，{holders}。"
