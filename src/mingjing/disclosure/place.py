"""Whose portal this is, by which law it works, and how its log stands."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from mingjing import law
from mingjing.agencies.models import Agency
from mingjing.cases.libraries import library_of, library_of_layers
from mingjing.ledger.errors import LedgerError
from mingjing.records.models import Checkpoint
from mingjing.records.proofs import NotYetLogged, latest_checkpoint


@dataclass(frozen=True)
class PublicAgency:
    """The allow-list of an agency's facts."""

    name: str
    short_name: str
    address: str
    phone: str
    supervision_phone: str
    postcode: str
    reconsideration_body: str
    court: str


@dataclass(frozen=True)
class LogState:
    """The published checkpoint: origin, entries, root (Base64), when it was signed, and who cosigned it."""

    origin: str
    size: int
    root: str
    signed_at: datetime | None
    cosigners: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """The agency whose portal this is (None before there is one), and its law: the packs with what it changed itself."""

    agency: PublicAgency | None
    library: law.Library


def here() -> Place:
    """The agency whose layer this installation serves, else the first one (1 query; after a change of a rule once 2)."""
    rows = list(Agency.objects.order_by("pk")[:200])
    own = [row for row in rows if row.layer == settings.MINGJING_LAYERS[-1]] or rows
    # Authorities that only supervise stand above and make no decisions of their own here.
    leaves = [row for row in own if not any(other.parent_id == row.pk for other in rows)] or own
    if not leaves:
        return Place(None, library_of_layers(tuple(settings.MINGJING_LAYERS)))
    return Place(_public(leaves[0]), library_of(leaves[0]))


def _public(row: Agency) -> PublicAgency:
    def fact(name: str) -> str:
        return str(row.facts.get(name) or "")

    return PublicAgency(
        row.name,
        row.short_name,
        *map(fact, ("address", "phone", "supervision_phone", "postcode", "reconsideration_body", "court")),
    )


def log_state() -> LogState | None:
    """The newest published checkpoint (1 query); None before the first one."""
    try:
        signed = latest_checkpoint()
    except (NotYetLogged, LedgerError):
        return None
    head = signed.checkpoint
    rows = list(
        Checkpoint.objects.filter(log=head.origin, size=head.size).values_list(
            "signed_at", "cosignatures__cosigner"
        )
    )
    cosigners = tuple(sorted(name for _, name in rows if name))
    return LogState(
        head.origin, head.size, b64encode(head.root).decode(), rows[0][0] if rows else None, cosigners
    )
