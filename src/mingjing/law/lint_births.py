"""Cases born of cases: which acts open which procedure, on what condition, and what the first form begins with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .faults import Fault
from .lint_names import Known, condition_faults
from .procedure import Act, Opening, Procedure
from .yaml_source import Origin


def born_of_faults(procedure: Procedure, known: Known) -> Iterator[Fault]:
    """Faults of the acts of other procedures that open this one."""
    for address, opening in procedure.born_of.items():
        other, _, name = address.partition("/")
        acts = [act for one in known.procedures.get(other, ()) if (act := one.act(name)) is not None]
        if not acts:
            said = f"没有可以另立本程序的执法行为“{address}”（写法：程序/执法行为）。"
            yield procedure.origin.fault(said, ["born_of", address])
        yield from opening_faults(opening, procedure.id, acts, procedure.origin, ["born_of", address], known)


def opening_faults(
    opening: Opening, opened: str, acts: Sequence[Act], origin: Origin, path: list[Any], known: Known
) -> Iterator[Fault]:
    """Its condition and its values read what is there, and only fields of the first act begin with something."""
    first = [a for procedure in known.procedures.get(opened, []) for a in procedure.acts if a.starts_case]
    if opening.when:
        place = [*path, "when"]
        yield from condition_faults(opening.when, origin, place, known, acts, forbidden=("agency",))
    for name, source in opening.begins.items():
        place = [*path, "begins", name]
        if first and not any(name in one.fields for one in first):
            yield origin.fault(f"“{first[0].title}”没有“{name}”这一栏。", place)
        if isinstance(source, str) and source.startswith("="):
            yield from condition_faults(source[1:], origin, place, known, acts, forbidden=("agency",))


def upon_birth_faults(act: Act, procedure: Procedure, known: Known) -> Iterator[Fault]:
    """What a birth records by itself must be possible whenever, and by whomever, the new case is opened."""
    opened, origin, path = act.upon_birth, act.origin, ["upon_birth"]
    first = [a for one in known.procedures.get(opened, []) for a in one.acts if a.starts_case]
    if not first:
        yield origin.fault(f"没有“{opened}”这一程序。", path)
    elif not any(opened in one.opens for one in procedure.acts) and not _named(procedure, opened, known):
        yield origin.fault(f"本程序没有可以另立“{opened}”案件的执法行为。", path)
    if act.approvals or any(one.approvals for one in first):
        yield origin.fault("随另立案件记录的执法行为和另立案件的首个执法行为都不能有审批。", path)
    if not {role for one in first for role in one.by} <= set(act.by):
        yield origin.fault(f"可以另立案件的岗位都应当能够记录“{act.title}”。", ["by"])
    for name, kind in act.fields.items():
        if kind.required and not kind.when and kind.default is None:
            yield origin.fault(f"“{kind.title}”没有默认内容，另立案件时无从自动填写。", ["fields", name])


def _named(procedure: Procedure, opened: str, known: Known) -> bool:
    addresses = {address for one in known.procedures.get(opened, []) for address in one.born_of}
    return any(f"{procedure.id}/{act.id}" in addresses for act in procedure.acts)
