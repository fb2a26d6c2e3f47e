"""Loading layers of packs into a library, and the pack in force on a day."""

from __future__ import annotations

import bisect
import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .borrowed import RawActs
from .calendar import WorkCalendar
from .collecting import without_collecting
from .faults import Fault, PackFaults
from .files import Layer, layer_of_data, read_layer
from .items import Period
from .lint import lint
from .pack import KINDS, Items, Pack


class Library:
    """Some layers of packs, loaded and found free of faults.

    `digest` is the SHA-256 (hex) of `content`: the canonical JSON of all that the layers say.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)
        self.content: bytes = json.dumps(
            [{"id": layer.info.id, "files": layer.content} for layer in layers],
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        ).encode()
        self.digest = hashlib.sha256(self.content).hexdigest()
        self.id = layers[-1].info.id
        self.title = layers[-1].info.title
        self.items = Items.gather(layers)
        self.notices = tuple(year for layer in layers for year in layer.calendar)
        self.calendar = WorkCalendar.of(self.notices)
        self._starts = self._turning_days()
        self._packs: dict[int, Pack] = {}

    def on(self, day: dt.date) -> Pack:
        """The items in force on `day` (a date of law, Asia/Shanghai); the same object for all days between changes."""
        index = bisect.bisect_right(self._starts, day) - 1
        pack = self._packs.get(index)
        if pack is None:
            pack = self._packs[index] = Pack(
                self.id, self.title, self.digest, self.items.on(day), self.calendar
            )
        return pack

    def _turning_days(self) -> list[dt.date]:
        days = {dt.date.min}
        for period in self._periods():
            if period.since:
                days.add(period.since)
            if period.until and period.until < dt.date.max:
                days.add(period.until + dt.timedelta(days=1))
        return sorted(days)

    def _periods(self) -> list[Period]:
        periods = [
            item.in_force for kind in KINDS for versions in self.items.of(kind).values() for item in versions
        ]
        rows = [
            row.in_force for versions in self.items.catalogues.values() for c in versions for row in c.rows
        ]
        return periods + rows


def load_library(root: Path, layers: Sequence[str]) -> Library:
    """Load `layers` (first = base) from the folder `root`.

    Raises PackFaults with every fault found, each with file (relative to `root`) and line.
    """
    return load_folders([Path(root) / name for name in layers])


@without_collecting()
def with_layer(library: Library, files: Mapping[str, Any]) -> Library:
    """The library with one more layer on top, given as data (see `layer_of_data`). Raises PackFaults."""
    faults: list[Fault] = []
    layer = layer_of_data(files, faults)
    layers = [*library.layers, layer] if layer is not None else []
    if layers:
        faults.extend(lint(layers))
    if faults:
        raise PackFaults(faults)
    return Library(layers)


@without_collecting()
def load_folders(folders: Sequence[Path], *, kept: bool = False) -> Library:
    """As load_library, for pack folders that stand anywhere.

    `kept` = what records were made under: it was free of faults by the lint of its day, and is read whatever today's says.
    """
    faults: list[Fault] = []
    acts = RawActs()
    loaded = [layer for folder in folders if (layer := read_layer(folder, faults, acts)) is not None]
    if len(loaded) == len(folders) and not kept:
        faults.extend(lint(loaded))
    if faults:
        raise PackFaults(faults)
    return Library(loaded)
