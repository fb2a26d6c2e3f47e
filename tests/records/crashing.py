"""A process that dies at a chosen moment of a sequencer's round, as by kill -9."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable

from django.db import connections

from mingjing.ledger.store import LogStore
from mingjing.records import log
from mingjing.records.sequencer import Sequencer


class Fuse:
    """Kills its own process at the n-th moment that it is told of."""

    def __init__(self, moment: int) -> None:
        self.left = moment

    def burn(self, _step: str = "") -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class FusedStore(LogStore):
    """A real log folder that tells the fuse before and after each file."""

    def __init__(self, store: LogStore, fuse: Fuse) -> None:
        super().__init__(store.root)
        self.fuse = fuse

    def write_once(self, files: Iterable[tuple[str, bytes]]) -> None:
        for file in files:
            self.fuse.burn()
            super().write_once([file])
        self.fuse.burn()

    def replace(self, path: str, data: bytes) -> None:
        self.fuse.burn()
        super().replace(path, data)
        self.fuse.burn()


def die_in_round(moment: int) -> bool:
    """Run one round in a child that is killed at `moment`; False when the round ended before."""
    child = os.fork()
    if child == 0:
        # The parent's connection is left open: closing it here would end the parent's session.
        _kept = connections["default"]
        connections["default"] = _kept.copy()
        fuse = Fuse(moment)
        code = 1
        try:
            Sequencer(FusedStore(log.store(), fuse), log.signer(), reached=fuse.burn).once()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False
