"""The trees of a log as those who prove and witness see them: the main one and its SM3 twin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mingjing.ledger.digests import Digest, sha256, sm3
from mingjing.ledger.policy import Policy
from mingjing.ledger.store import LogStore
from mingjing.ledger.twin import TwinStore
from mingjing.ledger.vkey import Vkey
from mingjing.records import log, shards
from mingjing.records.shards import Place


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree: its public key (whose name is the tree's origin), its files, its digest."""

    vkey: Vkey
    store: LogStore
    digest: Digest

    @property
    def origin(self) -> str:
        """The name under which its checkpoints are signed and kept in the database."""
        return self.vkey.name


def main_of(place: Place | None = None) -> Tree:
    """The main tree of a log (default: the present one)."""
    place = place or shards.current()
    return Tree(log.vkey(place), place.store, sha256)


def twin_of(place: Place | None = None) -> Tree:
    """The SM3 twin of a log."""
    place = place or shards.current()
    return Tree(log.twin_vkey(place), TwinStore(place.store), sm3)


def all_witnessed(policy: Policy) -> Iterator[Tree]:
    """Those of every log, the present one first: a closed log may still wait for its last cosignatures."""
    for place in reversed(shards.known()):
        yield from witnessed(policy, place)


def witnessed(policy: Policy, place: Place | None = None) -> list[Tree]:
    """The trees of a log whose checkpoints the policy wants cosigned: the main one, and the twin where it covers it."""
    twin = twin_of(place)
    return [main_of(place), *([twin] if policy.covers(twin.vkey) else [])]
