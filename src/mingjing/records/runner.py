"""Run the sequencer beside the web server, or as a process of its own."""

from __future__ import annotations

import threading

import structlog
from django.db import InterfaceError, OperationalError, connections

from mingjing.ledger.errors import LedgerError
from mingjing.records import log

logger = structlog.get_logger(__name__)
STOP_LIMIT_SECONDS = 20


def run(stop: threading.Event, interval: float) -> None:
    """Rounds every `interval` seconds until `stop`. A lost connection is tried again; a damaged or forked log ends it.

    Raises LedgerError: then nothing more is signed until a person has looked.
    """
    sequencer = log.sequencer()
    while not stop.is_set():
        try:
            sequencer.drain()
        except (OperationalError, InterfaceError):
            logger.warning("sequencer lost the database, trying again")
            connections.close_all()
        except LedgerError as error:
            logger.critical("sequencer stopped, nothing more is signed", reason=str(error))
            raise
        stop.wait(interval)


class SequencerThread:
    """The sequencer in a thread of the web process."""

    def __init__(self, interval: float) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(interval,), name="sequencer", daemon=True)

    def _run(self, interval: float) -> None:
        try:
            run(self._stop, interval)
        except LedgerError:
            return  # said in the log already; the pages show the age of the checkpoint
        finally:
            connections.close_all()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the present round."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(STOP_LIMIT_SECONDS)
