"""This agency's logs: folders, keys, the writer of the present one. What is asked without a place is of the present log."""

from __future__ import annotations

import functools
from pathlib import Path

from django.conf import settings

from mingjing.ledger.errors import MalformedError
from mingjing.ledger.policy import Policy
from mingjing.ledger.signing import Signer
from mingjing.ledger.sm2 import Sm2Signer
from mingjing.ledger.store import LogStore
from mingjing.ledger.twin import twin_origin
from mingjing.ledger.vkey import Vkey
from mingjing.project.secrets import secret
from mingjing.records import shards
from mingjing.records.sequencer import Sequencer
from mingjing.records.shards import Place


def signer(place: Place | None = None) -> Signer:
    """The log's Ed25519 key: the settings' for the first log, one of its own for each later one.

    Raises MalformedError if it belongs to another origin.
    """
    place = place or shards.current()
    if place.folder == "":
        text = settings.MINGJING_LOG_KEY
    else:
        variable = f"MINGJING_LOG_KEY_{place.folder.upper().replace('-', '_')}"
        text = secret(f"log-key-{place.folder}", variable, lambda: Signer.generate(place.origin).skey)
    found = _parsed(text)
    if found.name != place.origin:
        raise MalformedError(
            f"日志密钥属于“{found.name}”，与所设的日志名称“{place.origin}”不符，请核对设置。"
        )
    return found


@functools.cache
def _parsed(text: str) -> Signer:
    return Signer.parse(text)


def vkey(place: Place | None = None) -> Vkey:
    """Public key of a log; of a closed one as it was published, because its secret may be destroyed.

    Raises MalformedError.
    """
    place = place or shards.current()
    if place == shards.current():
        return signer(place).vkey
    found = Vkey.parse((place.store.read("log.vkey") or b"").decode("utf-8", "replace"))
    if found.name != place.origin:
        raise MalformedError(f"文件夹“{place.folder or '.'}”里的公钥不是日志“{place.origin}”的。")
    return found


def vkey_of(idx: int | None) -> Vkey:
    """Public key of the log that holds the entry with this outbox place; of the present one while it has none."""
    return vkey(shards.current() if idx is None else shards.of(idx))


@functools.cache
def _sm2(text: str) -> Sm2Signer:
    return Sm2Signer.parse(text)


def sm2() -> Sm2Signer:
    """The national key, from the settings; it signs the SM3 twin, and the main checkpoint beside the log's own key."""
    return _sm2(settings.MINGJING_SM2_KEY)


def twin_vkey(place: Place | None = None) -> Vkey:
    """Public key of a log's SM3 twin."""
    return sm2().called(twin_origin((place or shards.current()).origin)).vkey


def policy() -> Policy | None:
    """The trust policy that names this log's witnesses and their addresses; None when none is set.

    Raises MalformedError.
    """
    path = Path(settings.MINGJING_POLICY)
    return Policy.parse(path.read_bytes()) if path.is_file() else None


def sequencer() -> Sequencer:
    """The writer of the present log and of its twin (1 query)."""
    place = shards.publish()[-1]
    return Sequencer(place.store, signer(place), sm2=sm2(), first=place.first)


def store() -> LogStore:
    """The folder of the present log."""
    return shards.current().store
