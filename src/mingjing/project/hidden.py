"""What the redaction desk proposes to hide, for cases that are told and not clicked: the demo and imported history."""

from __future__ import annotations

from typing import Any

from mingjing.cases.importing.acting import document_number
from mingjing.cases.models import Case
from mingjing.disclosure.source import source_of
from mingjing.redaction import Kind


def hidden_places(case: Case, form: str = "penalty_decision") -> list[dict[str, Any]]:
    """What the redaction desk proposes for the case's last document of a form that begins so, all of it confirmed.

    A name that its source has hidden already (王某华) stays as it was published.
    """
    source = source_of(case, case.agency, document_number(case, form))
    return [
        {"kind": one.kind.value, "start": one.start, "end": one.end, "reason": one.reason}
        for one in source.proposals()
        if not (one.kind is Kind.PERSON and "某" in one.of(source.text))
    ]
