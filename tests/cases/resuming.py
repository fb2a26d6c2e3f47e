"""A case is taken up where an earlier test of the process has brought it, as long as nothing else has happened meanwhile."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

from django.conf import settings

from mingjing.cases.libraries import library_of
from snapshots import Snapshots

FEW = 2  # acts that are as quickly done as put back
OWN_TO_THE_TEST = {"bureau", "steps", "defaults"}


class Way:
    """The first `stop` acts of a case that hasn't begun."""

    def __init__(self, matter: Any, stop: int, snapshots: Snapshots, folder: Path) -> None:
        self._matter, self._snapshots, self._folder = matter, snapshots, folder
        self._keys = {count: _key(matter, count) for count in range(stop, FEW, -1)}
        self._stop = stop

    def resume(self) -> None:
        """Come to the furthest of the acts that is kept."""
        for count, key in self._keys.items():
            if key in self._snapshots:
                vars(self._matter).update(self._snapshots.put_back(key, self._folder))
                self._stop = 0 if count == self._stop else self._stop
                return

    def keep(self) -> None:
        """Keep where the case is now for the tests to come."""
        if self._stop:
            own = {name: one for name, one in vars(self._matter).items() if name not in OWN_TO_THE_TEST}
            self._snapshots.take(self._keys[self._stop], own, self._folder)


class Resuming:
    """What a test's bureau looked like when it was put up."""

    def __init__(self, snapshots: Snapshots, folder: Path) -> None:
        self._snapshots, self._folder = snapshots, folder
        self._begun = self._seen()

    def _seen(self) -> tuple[Any, ...]:
        """The rows, the files and the settings: whatever could make acts turn out otherwise."""
        ours = {name: str(getattr(settings, name)) for name in dir(settings) if name.startswith("MINGJING_")}
        files = sorted(str(path) for path in self._folder.rglob("*") if path.is_file())
        return self._snapshots.rows(), ours, files

    def way(self, matter: Any, stop: int) -> Way | None:
        """None when the case has begun, few acts are asked for, or something else was done since the bureau was put up."""
        if matter.case is not None or stop <= FEW or self._seen() != self._begun:
            return None
        return Way(matter, stop, self._snapshots, self._folder)


def _key(matter: Any, count: int) -> Hashable:
    """The same acts by the same people under the same law."""
    more = {name: one for name, one in vars(matter).items() if name not in ("bureau", "steps")}
    kind, agency = type(matter), matter.bureau.agency
    law = library_of(agency).digest
    return kind.__module__, kind.__qualname__, law, agency.pk, repr(matter.steps[:count]), repr(more)
