"""What the redaction desk proposes to hide, for cases that are told and not clicked: the demo and imported history."""

from __future__ import annotations

from typing import Any

from mingjing.cases.models import Case
from mingjing.disclosure.source import source_of
from mingjing.redaction import Kind


def hidden_places(case: Case) -> list[dict[str, Any]]:
    """What the redaction desk proposes for the case's decision, all of it confirmed.

    A name that its source has hidden already (王某华) stays as it was published.
    """
    number = next(
        one["number"] for one in case.state["documents"] if one["form"].startswith("penalty_decision")
    )
    source = source_of(case, case.agency, number)
    return [
        {"kind": one.kind.value, "start": one.start, "end": one.end, "reason": one.reason}
        for one in source.proposals()
        if not (one.kind is Kind.PERSON and "某" in one.of(source.text))
    ]
