"""The procedures that an agency works by, in their kinds, as choices for whoever opens a case."""

from collections.abc import Set
from dataclasses import dataclass

from mingjing import law


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure; `may_begin` = one of the person's roles does its first act, which `who` do."""

    id: str
    title: str
    citation: str
    begins_with: str
    acts: int
    stages: tuple[str, ...]
    who: str
    may_begin: bool


def first_act(procedure: law.Procedure) -> law.Act:
    """The act that starts a case; the lint refuses a procedure without one."""
    return next(act for act in procedure.acts if act.starts_case)


def by_kind(pack: law.Pack, held: Set[str]) -> list[tuple[str, list[Choice]]]:
    """The procedures in their kinds; kinds without one are left out."""
    found: dict[str, list[Choice]] = {title: [] for title in pack.kind_titles.values()}
    for procedure in pack.procedures.values():
        found.setdefault(pack.kind_titles.get(procedure.kind, procedure.title), []).append(
            _choice(pack, procedure, held)
        )
    return [(title, choices) for title, choices in found.items() if choices]


def may_begin_any(pack: law.Pack, held: Set[str]) -> bool:
    """Does one of these roles open a case of any procedure?"""
    return any(held & set(first_act(procedure).by) for procedure in pack.procedures.values())


def _choice(pack: law.Pack, procedure: law.Procedure, held: Set[str]) -> Choice:
    first = first_act(procedure)
    return Choice(
        procedure.id, procedure.title, procedure.citation, first.title, len(procedure.acts),
        tuple(procedure.stages.values()), "、".join(pack.role_title(role) for role in first.by),
        bool(held & set(first.by)),
    )  # fmt: skip
