"""Run the sequencer beside the web server, or as a process of its own; the witnesses are asked in a thread apart."""

from __future__ import annotations

import threading

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from mingjing.ledger.errors import ForkError, LedgerError
from mingjing.ledger.policy import Policy
from mingjing.ledger.vkey import Vkey
from mingjing.records import http, log, trees, witnesses
from mingjing.records.sequencer import Sequencer, leadership
from mingjing.records.shards import ShardClosed
from mingjing.records.trees import Tree

logger = structlog.get_logger(__name__)
STOP_LIMIT_SECONDS = 20


def run(stop: threading.Event, interval: float) -> None:
    """Rounds every `interval` seconds until `stop`. A lost connection is tried again; a damaged or forked log ends it.

    Raises LedgerError: then nothing more is signed until a person has looked.
    """
    try:
        sequencer = begin()
    except LedgerError as error:
        logger.critical("sequencer does not start, nothing is signed", reason=str(error))
        raise
    asking = Asking(stop)
    asking.start()
    try:
        while not stop.is_set():
            try:
                _round(sequencer, asking)
            except ShardClosed:
                sequencer = log.sequencer()
                continue
            stop.wait(interval)
    finally:
        stop.set()
        asking.join()


def begin() -> Sequencer:
    """A sequencer, after a look at what the witnesses hold: none may know more of the log than the database does.

    Raises ForkError, MalformedError. A witness that doesn't answer within its limit is noted and passed over.
    """
    policy = log.policy()
    for sentence in witnesses.refuse_if_ahead(policy) if policy else []:
        logger.warning("witness could not be asked at start", reason=sentence)
    return log.sequencer()


def _round(sequencer: Sequencer, asking: Asking) -> None:
    try:
        if asking.alarm is not None:
            raise asking.alarm
        sequencer.drain()
    except (OperationalError, InterfaceError):
        logger.warning("sequencer lost the database, trying again")
        connections.close_all()
    except OSError as error:
        # A full disk: entries wait, nothing is signed, and the next round finds what this one has written.
        logger.error("log can't be written, trying again", reason=str(error))
    except LedgerError as error:
        logger.critical("sequencer stopped, nothing more is signed", reason=str(error))
        raise


class Asking:
    """Asks the witnesses until `stop`, in a thread of its own. `alarm` is set when one is ahead of the database."""

    def __init__(self, stop: threading.Event) -> None:
        self.alarm: ForkError | None = None
        self._stop = stop
        self._thread = threading.Thread(target=self._run, name="witnesses", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        """Wait for the end of the present question."""
        self._thread.join(STOP_LIMIT_SECONDS)

    def _run(self) -> None:
        try:
            while not self._stop.is_set() and self.alarm is None:
                self._round()
                self._stop.wait(settings.MINGJING_WITNESS_SECONDS)
        finally:
            connections.close_all()

    def _round(self) -> None:
        try:
            ask_all()
        except ForkError as error:
            self.alarm = error
        except (OperationalError, InterfaceError):
            connections.close_all()
        except (LedgerError, OSError) as error:
            logger.warning("witnesses can't be asked", reason=str(error))


def ask_all() -> None:
    """Ask each witness once; of several processes one does.

    Raises ForkError when one is ahead, MalformedError if the policy can't be read. A witness that is silent or answers
    falsely is noted; its next turn comes.
    """
    policy = log.policy()
    if policy is None or not policy.urls:
        return
    with leadership(f"{log.signer().name} witnesses") as leads:
        if not leads:
            return
        for tree in trees.all_witnessed(policy):
            for url, keys in witnesses.by_url(policy).items():
                _ask(url, keys, policy, tree)


def _ask(url: str, keys: tuple[Vkey, ...], policy: Policy, tree: Tree) -> None:
    try:
        witnesses.ask(url, keys, policy, tree, now=timezone.now())
    except ForkError:
        raise
    except (http.Unreachable, LedgerError) as error:
        logger.warning("witness did not cosign", witness=url, reason=str(error))


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
