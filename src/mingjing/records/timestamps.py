"""Have the newest published checkpoint stamped by a time-stamping authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from mingjing.ledger import timestamp
from mingjing.ledger.errors import MalformedError
from mingjing.records import http, log


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size of the stamped checkpoint, the token's time (UTC), whether its signature was verified, whether it is new."""

    size: int
    time: datetime
    verified: bool
    fresh: bool


def stamp(url: str, roots: Sequence[x509.Certificate], imprint: str = "sha256") -> Stamp:
    """Get a token for the newest kept checkpoint and keep it verbatim beside it; one token a checkpoint.

    `imprint` = the digest that the authority is asked to stamp, one of `timestamp.IMPRINTS`.
    With `roots` a token that they don't vouch for is refused; without, only what it says is checked.
    Raises http.Unreachable, MalformedError, SignatureError; nothing is kept then.
    """
    store = log.store()
    sizes = store.published_sizes()
    if not sizes:
        raise MalformedError("存证日志还没有检查点，不能加盖时间戳。")
    size = sizes[-1]
    data, path = store.read(f"checkpoints/{size}") or b"", timestamp.token_path(size)
    kept = store.read(path)
    if kept is not None:
        return Stamp(size, _time(kept, data, roots, None), bool(roots), fresh=False)
    query, nonce = timestamp.ask(data, imprint)
    reply = http.ask(url, query, timestamp.QUERY)
    if reply.status != 200 or reply.content_type != timestamp.REPLY:
        raise http.Unreachable(f"时间戳机构“{url}”的答复不对（HTTP {reply.status}）。")
    time = _time(reply.body, data, roots, nonce)
    store.write_once([(path, reply.body)])
    return Stamp(size, time, bool(roots), fresh=True)


def _time(token: bytes, data: bytes, roots: Sequence[x509.Certificate], nonce: int | None) -> datetime:
    if roots:
        return timestamp.verify_token(token, data, roots, nonce)
    return timestamp.read_token(token, data, nonce)
