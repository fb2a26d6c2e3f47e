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


def burn_at_each_file(fuse: Fuse) -> None:
    """From now on every log folder of this process tells the fuse before and after each file."""
    write_once, replace = LogStore.write_once, LogStore.replace

    def fused_write_once(store: LogStore, files: Iterable[tuple[str, bytes]]) -> None:
        for file in files:
            fuse.burn()
            write_once(store, [file])
        fuse.burn()

    def fused_replace(store: LogStore, path: str, data: bytes) -> None:
        fuse.burn()
        replace(store, path, data)
        fuse.burn()

    LogStore.write_once, LogStore.replace = fused_write_once, fused_replace  # type: ignore[method-assign]


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
            burn_at_each_file(fuse)
            Sequencer(log.store(), log.signer(), sm2=log.sm2(), reached=fuse.burn).once()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False
