"""A decision goes public: in the transaction of the act that publishes it, or not at all."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings

from mingjing import law, papers
from mingjing.cases.effects import Done
from mingjing.cases.keeping import vault
from mingjing.cases.refused import Fault, Refused
from mingjing.cases.search import search_vector
from mingjing.disclosure import facts, remake
from mingjing.disclosure.basis import basis
from mingjing.disclosure.models import Publication
from mingjing.disclosure.source import NoSuchDocument, NotAsIssued, Source, source_of
from mingjing.records.statements import state
from mingjing.redaction import Kind, Mask

_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


def publish(done: Done) -> None:
    """Build the publication of `document` from the confirmed `masks`. Raises Refused; then the act hasn't happened."""
    source = _source(done)
    _refuse_twin(done, source.number)
    masks = read_masks(done.occurrence.get("masks") or ())
    code = "".join(secrets.choice(_LETTERS) for _ in range(12))
    named = facts.public_name(done, source)
    made = remake.remake(source, masks, check_url=public_url(code), seal=done.agency.name, named=named)
    shown = facts.public_facts(done, source, made)
    blob = vault().put(io.BytesIO(made.pdf))
    published_on = _published_on(done)
    content = {
        "agency": done.agency.name,
        "document": source.number,
        "decided_on": shown.decided_on.isoformat(),
        "published_on": published_on.isoformat(),
        "file": {"sha256": blob.sha256, "size": blob.size},
        "address": public_url(code),
    }
    stated = state("publication", content, role=str(done.occurrence["role"]), now=done.now)
    Publication.objects.create(
        code=code,
        agency=done.agency,
        case_id=done.case.pk,
        document=source.number,
        form=source.form.title,
        published_on=published_on,
        until=_day(done.occurrence.get("until")),
        channels=list(done.occurrence.get("channels") or ()),
        segments=made.segments,
        hidden=made.hidden,
        pdf=blob.sha256,
        pdf_size=blob.size,
        pages=made.pages,
        statement=stated,
        search=search_vector(
            source.number,
            shown.title,
            shown.party_name,
            shown.party_code,
            shown.matter,
            shown.basis,
            shown.summary,
        ),
        **shown.as_columns(),
    )


def _published_on(done: Done) -> date:
    """The day that the act says; one that waited for approvals is public from the day of the last one at the earliest."""
    said = date.fromisoformat(str(done.occurrence["published_on"]))
    act = done.pack.procedure(done.state.procedure).act(done.act)
    return max(said, law.law_day(done.now)) if act and act.approvals else said


def public_url(code: str) -> str:
    """The address of a publication's page."""
    return f"{settings.MINGJING_PUBLIC_URL.rstrip('/')}/decisions/{code}/"


def read_masks(rows: Iterable[Mapping[str, Any]]) -> list[Mask]:
    """Confirmed masks from the act's table. Raises Refused on a kind or a place that can't be read."""
    try:
        return [
            Mask(int(r["start"]), int(r["end"]), Kind(r["kind"]), str(r.get("reason") or "个人隐私"))
            for r in rows
        ]
    except (KeyError, TypeError, ValueError) as fault:
        raise Refused(
            [Fault("masks", "隐去位置的数据不完整。", "请重新打开脱敏页面确认后提交。", basis())],
            kind="bad",
        ) from fault


def _source(done: Done) -> Source:
    number = str(done.occurrence.get("document") or "")
    try:
        return source_of(done.case, done.agency, number)
    except NoSuchDocument as fault:
        raise Refused(
            [Fault("document", str(fault), "请选择本案的决定书。", basis(), fields=("document",))]
        ) from fault
    except NotAsIssued as fault:
        raise Refused(
            [
                Fault(
                    "document",
                    str(fault),
                    "请系统管理员核对机关信息和法规包在文书制作后的变动。",
                    basis(),
                )
            ]
        ) from fault
    except papers.PaperError as fault:
        raise Refused([Fault("document", fault.say, fault.mend, basis())]) from fault


def _refuse_twin(done: Done, number: str) -> None:
    if Publication.objects.shown().filter(agency=done.agency, document=number).exists():
        raise Refused(
            [
                Fault(
                    "document",
                    f"文号“{number}”的决定已在公示中。",
                    "需要更正的，先撤下公示，再重新公开。",
                    basis(),
                    fields=("document",),
                )
            ]
        )


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None
