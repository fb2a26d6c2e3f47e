"""Whether a credential holds on a day. The register's fact; what follows from it is the law pack's business."""

from __future__ import annotations

from datetime import date
from typing import Protocol

SUSPENDS = frozenset({"suspended", "revoked", "returned", "lost", "cancelled"})
RESTORES = frozenset({"issued", "restored"})


class _Event(Protocol):
    kind: str
    on: date


class _Events(Protocol):
    def all(self) -> list[_Event]: ...


class _Credential(Protocol):
    valid_from: date
    valid_to: date
    events: _Events


def credential_valid(credential: _Credential, day: date) -> bool:
    """In its term on the day and, by the last event up to that day, in its holder's hands.

    Two events on one day count in the order in which they were recorded. No query when events are prefetched.
    """
    if not credential.valid_from <= day <= credential.valid_to:
        return False
    last = [event for event in credential.events.all() if event.on <= day]
    return not last or last[-1].kind in RESTORES
