"""A published decision comes off: what stays is a tombstone with number, dates, reason and basis."""

from __future__ import annotations

from datetime import date

from mingjing.cases.effects import Done
from mingjing.cases.refused import Fault, Refused
from mingjing.disclosure.models import Publication
from mingjing.records.statements import state

GROUNDS = "withdrawal_grounds"
# Everything that says something about the matter is emptied; the statement stays, because its entry is in the log.
_EMPTY = {
    "title": "", "summary": "", "party_name": "", "party_code": "", "matter": "", "basis": "", "result": "",
    "fine": None, "segments": [], "hidden": [], "periods": [], "remedy": {}, "pdf": "", "pdf_size": 0, "pages": 0,
    "search": None,
}  # fmt: skip


def withdraw(done: Done) -> None:
    """Turn the standing publication of `document` into a tombstone. Raises Refused when there is none."""
    number = _number(done)
    found = Publication.objects.shown().select_for_update().filter(case_id=done.case.pk, document=number)
    publication = found.first()
    if publication is None:
        raise Refused(
            [
                Fault(
                    "document",
                    f"文号“{number}”的决定没有在公示，无从撤下。",
                    "请选择正在公示的决定。",
                    fields=("document",),
                )
            ]
        )
    day = date.fromisoformat(str(done.occurrence["withdrawn_on"]))
    reason = str(done.occurrence.get("explanation") or "")
    content = {
        "document": number,
        "withdrawn_on": day.isoformat(),
        "reason": reason,
        "agency": done.agency.name,
    }
    stated = state(
        "publication",
        content,
        role=str(done.occurrence["role"]),
        now=done.now,
        corrects=publication.statement_id,
    )
    for name, value in _EMPTY.items():
        setattr(publication, name, value)
    publication.withdrawn_on, publication.withdrawn_reason = day, reason
    publication.withdrawal = stated
    publication.rules = {**publication.rules, "withdrawn": _basis(done, publication)}
    publication.save()


def _basis(done: Done, publication: Publication) -> str:
    """The citation of the ground; where each kind of enforcement has a rule of its own, that of the procedure."""
    grounds = {row.id: row.citation for row in done.pack.catalogue(GROUNDS).rows}
    own = grounds.get(str(done.occurrence.get("ground") or ""), "")
    return own or str(publication.rules.get("withdrawal", {}).get("citation", ""))


def _number(done: Done) -> str:
    """The number of the decision that is named by number, digest or form."""
    wanted = str(done.occurrence.get("document") or "")
    named = [
        one
        for one in done.state.documents
        if wanted in (one.get("digest"), one.get("form")) and one.get("number")
    ]
    return str(named[-1]["number"]) if named else wanted
