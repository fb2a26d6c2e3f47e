"""A case file as plain data: all that a package says. Instants and days are ISO 8601 texts (GB/T 7408)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

MAIN, INNER = "正卷", "副卷"


@dataclass(frozen=True, slots=True)
class Paper:
    """An issued document. `order` = its place in its volume, 0 for cover, contents and closing note, which have no page
    numbers; `first` and `last` are page numbers in the volume."""

    volume: str
    order: int
    title: str
    number: str
    dated: str
    pages: int
    first: int
    last: int
    form: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Original:
    """Evidence that was handed in as a file, or an item of evidence without one (`sha256` empty)."""

    title: str
    kind: str
    name: str
    mime: str
    sha256: str
    seq: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Footage:
    """A recording or photo. `duration` in seconds, `offset` = device clock minus server clock in seconds, as texts.

    `unread` = why it could not be read when it came in, or "".
    """

    title: str
    name: str
    mime: str
    sha256: str
    medium: str
    scene: str = ""
    act: str = ""
    begin: str = ""
    end: str = ""
    duration: str = ""
    offset: str = ""
    place: str = ""
    codec: str = ""
    device: str = ""
    recorder: str = ""
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """One record of the case. `manifest` are the bytes over which `digest` was computed; `fields` what was recorded, field
    by field (empty where the manifest says it itself); `key` opens the commitment of `entry`, which `proof` proves."""

    seq: int
    rid: str
    act: str
    citation: str
    step: str
    at: str
    recorded_at: str
    actor: str
    role: str
    officers: Sequence[str]
    reasons: Sequence[tuple[str, str]]
    digest: str
    previous: str
    manifest: bytes
    fields: bytes
    key: bytes
    entry: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class Trace:
    """Who read something of the case, or what was refused."""

    at: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of the file as a whole. `agency_code` and other texts may be empty; `until` empty = for ever."""

    number: str
    fonds: str
    category: str
    kind: str
    year: str
    period: str
    until: str
    holder: str
    agency: str
    agency_code: str
    unit: str
    case_id: str
    case_number: str
    title: str
    cause: str
    procedure: str
    party: str
    filed_on: str
    decided_on: str
    closed_on: str
    archived_on: str
    registered_at: str
    secrecy: str
    bound_number: str
    maker: str
    checker: str
    missing: str
    handlers: Sequence[str]
    system: str


@dataclass(frozen=True)
class Dossier:
    """A case file. `open` gives the bytes of an original by its SHA-256; `checkpoints` are the notes that proofs lead to,
    one of each log that holds records of the case, the oldest first."""

    head: Head
    papers: Sequence[Paper]
    originals: Sequence[Original]
    footage: Sequence[Footage]
    deeds: Sequence[Deed]
    readings: Sequence[Trace]
    refusals: Sequence[Trace]
    checkpoints: tuple[bytes, ...]
    trust: bytes
    open: Callable[[str], BinaryIO]
