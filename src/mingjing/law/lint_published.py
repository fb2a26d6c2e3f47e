"""What a procedure publishes must be known facts, papers that it makes and clocks, by rules that are cited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .faults import Fault
from .lint_citations import citation_faults
from .lint_names import Known
from .procedure import Procedure


def published_faults(procedure: Procedure, known: Known) -> Iterator[Fault]:
    """Faults of the block `published`; none when nothing is published."""
    if procedure.published is None:
        return
    for place, text in procedure.published.texts.items():
        for index, part in enumerate(text.of):
            if part.fact not in known.case:
                path: list[Any] = ["published", place, "of", index]
                yield procedure.origin.fault(f"没有“{part.fact}”这一案件事实。", path)
    made = {rule.form for act in procedure.acts for rule in act.documents}
    for index, form in enumerate(procedure.published.papers):
        if form not in made:
            yield procedure.origin.fault(f"本程序不制作“{form}”这一文书。", ["published", "papers", index])
    for index, clock in enumerate(procedure.published.remedies):
        if clock not in known.deadlines:
            yield procedure.origin.fault(f"没有“{clock}”这一期限。", ["published", "remedies", index])
    rule = procedure.published.withdrawal
    for named, citation, path in (
        ("公开", procedure.published.citation, ["published", "citation"]),
        ("撤下公示", rule.citation if rule else "", ["published", "withdrawal", "citation"]),
    ):
        if not citation.strip():
            yield procedure.origin.fault(f"没有写明{named}的依据。", path)
        yield from citation_faults(citation, procedure.origin, path, procedure.in_force, known)
