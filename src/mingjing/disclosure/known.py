"""What a case knows about people: whom and what to hide, and which names stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mingjing import law
from mingjing.law.values import PERSON_KEYS
from mingjing.redaction import Kind, Known


def known_of(state: law.CaseState, officers: Iterable[str], agency_name: str) -> Known:
    """Persons and personal strings that the case holds, and the names that stay (officers, agency, organisations)."""
    names: set[str] = set()
    strings: set[tuple[Kind, str]] = set()
    keep = {name for name in officers if name} | {agency_name}
    party = state.party
    if party.get("kind") == "person":
        names.add(str(party.get("name", "")))
        for field in ("address", "service_address"):
            strings.add((Kind.ADDRESS, str(party.get(field, ""))))
    else:
        keep.add(str(party.get("name", "")))
    # An organisation's own address is public; only people named in its facts are persons.
    parts = [party] if party.get("kind") == "person" else list(party.values())
    for holder in (*parts, *(item for items in state.acts.values() for item in items)):
        for person in _persons(holder):
            names.add(str(person["name"]))
            strings |= set(_personal(person))
    for field, kind in _PARTY_STRINGS:
        strings.add((kind, str(party.get(field, ""))))
    for field in ("legal_rep", "representative", "contact"):
        if isinstance(party.get(field), str):
            names.add(party[field])
    return Known(
        tuple(sorted(names - keep - {""})),
        tuple(sorted((kind, text) for kind, text in strings if len(text) > 1)),
        tuple(sorted(keep - {""})),
    )


_PARTY_STRINGS = (
    ("id_number", Kind.ID_CARD),
    ("phone", Kind.PHONE),
    ("email", Kind.EMAIL),
    ("bank_account", Kind.BANK_ACCOUNT),
    ("electronic_address", Kind.OTHER),
)
_PERSON_STRINGS = (
    ("id_number", Kind.ID_CARD),
    ("phone", Kind.PHONE),
    ("address", Kind.ADDRESS),
    ("email", Kind.EMAIL),
)


def _persons(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every person below a value: what a field of the type `person` holds; officers and rows of goods have other keys."""
    if isinstance(value, Mapping):
        if value.get("name") and set(value) <= PERSON_KEYS:
            yield value
        for key, part in value.items():
            if key not in {"officers", "approvals", "handlers"}:
                yield from _persons(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _persons(part)


def _personal(person: Mapping[str, Any]) -> Iterator[tuple[Kind, str]]:
    for field, kind in _PERSON_STRINGS:
        if person.get(field):
            yield kind, str(person[field])
