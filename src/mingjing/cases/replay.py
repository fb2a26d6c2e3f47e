"""The fold from the beginning: each record under the very packs that it was made under."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from mingjing import law
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import library_of, loaded
from mingjing.cases.models import Case, PackContent
from mingjing.records.models.record import ErasedError
from mingjing.records.stream import records_of


class PackLost(LookupError):
    """The packs of a record are neither installed nor in the vault."""


@dataclass(frozen=True)
class Replayed:
    """The state after the last record, and how many records there were."""

    state: law.CaseState
    records: int


def replay(case: Case, *, until: int | None = None) -> Replayed:
    """Replay the case's records, up to record `until` (1 query). Raises `PackLost`, `law.LawError`, `ErasedError`."""
    return fold(case, records_of(case.pk), until=until)


def fold(case: Case, records: Iterable[Any], *, until: int | None = None) -> Replayed:
    """As `replay`, with records already read."""
    state, count = law.CaseState.new(case.procedure), 0
    installed = library_of(case.agency)
    for record in records:
        if until is not None and record.seq > until:
            break
        entry = law.RecordEntry.from_json(record.entry)
        library = installed if entry.pack_digest == installed.digest else library_of_digest(entry.pack_digest)
        state = law.apply(library.on(law.law_day(entry.at)), state, entry)
        count += 1
    return Replayed(state, count)


@lru_cache(maxsize=8)
def library_of_digest(digest: str) -> law.Library:
    """The packs that were in force under this digest, loaded or from the vault. Raises `PackLost`."""
    here = loaded(digest)
    if here is not None:
        return here
    kept = PackContent.objects.filter(digest=digest).first()
    if kept is None:
        raise PackLost(f"没有找到摘要为{digest}的法规包内容，无法重放。")
    with vault().open(kept.blob) as stream:
        layers = json.load(stream)
    with tempfile.TemporaryDirectory(prefix="mingjing-pack-") as folder:
        library = law.load_folders([_unpack(Path(folder), layer) for layer in layers], kept=True)
    if library.digest != digest:
        raise PackLost(f"摘要为{digest}的法规包内容与摘要不符，无法重放。")
    return library


def _unpack(folder: Path, layer: dict[str, Any]) -> Path:
    """Write one layer's files as JSON, which is YAML too."""
    root = folder / layer["id"]
    for name, data in layer["files"].items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return root


def state_at(case: Case | UUID, seq: int) -> law.CaseState:
    """The case as it stood after record `seq`."""
    found = case if isinstance(case, Case) else Case.objects.select_related("agency").get(pk=case)
    return replay(found, until=seq).state


__all__ = ["ErasedError", "PackLost", "Replayed", "fold", "library_of_digest", "replay", "state_at"]
