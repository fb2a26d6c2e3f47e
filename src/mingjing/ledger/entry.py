"""Entries of the log: small RFC 8785 JSON that commits to a record without saying anything about it.

    {"v":1,"type":...,"rid":<128-bit hex>,"at":<UTC s>,"c":<b64>,"g":<b64>,"ct":<case tag>,"prev":<rid>,"by":<role>}

`c` = HMAC-SHA256(k, manifest) and `g` = HMAC-SM3(k, manifest), where the manifest is the record's full JSON and k is
32 random bytes of that record alone. No name, number or plain digest of guessable content enters the log.

Erasure: delete the record's originals, its manifest and k (in backups too), and append a `disposal` entry whose `prev`
is the erased entry's rid. The tree does not change and every other proof stays valid; what remains is a random-looking
commitment that nobody can test a guess against. Erasing the case key behind `ct` unlinks the entries of a case.
"""

import hmac
import json
import os
import re
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

import rfc8785

from mingjing.ledger.digests import hmac_sha256, hmac_sm3
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.strict import b64decode, b64encode

MAX_ENTRY_JSON = 4096
"""Bytes."""
TYPES = frozenset(
    {"act", "doc", "av", "approval", "service", "publication", "disposal", "key", "rule", "shard"}
)
_RID = re.compile(r"[0-9a-f]{32}\Z")
_ROLE = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_REQUIRED = {"v", "type", "rid", "at", "c", "g", "ct", "by"}


@dataclass(frozen=True, slots=True)
class Commitment:
    """The two keyed commitments to a manifest, 32 bytes each."""

    sha256: bytes
    sm3: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `at` in seconds UTC; `prev` is the rid of the entry that this one corrects or disposes of."""

    type: str
    rid: str
    at: int
    commitment: Commitment
    case_tag: str
    by: str
    prev: str | None = None

    def encode(self) -> bytes:
        """Canonical JSON (RFC 8785). Raises MalformedError if a field is outside its form."""
        _check(self)
        fields: dict[str, Any] = {
            "v": 1,
            "type": self.type,
            "rid": self.rid,
            "at": self.at,
            "c": b64encode(self.commitment.sha256),
            "g": b64encode(self.commitment.sm3),
            "ct": self.case_tag,
            "by": self.by,
        }
        if self.prev is not None:
            fields["prev"] = self.prev
        return canonical(fields)

    @classmethod
    def parse(cls, data: bytes) -> "Entry":
        """Inverse of `encode`; only its exact bytes are accepted. Raises MalformedError."""
        fields = load_canonical(data, "日志条目", MAX_ENTRY_JSON)
        if not isinstance(fields, dict) or not _REQUIRED <= set(fields) <= _REQUIRED | {"prev"}:
            raise MalformedError("日志条目缺少字段或者有多余的字段。")
        texts = [fields[key] for key in fields if key not in ("v", "at")]
        numbers = [fields["v"], fields["at"]]
        if not all(type(text) is str for text in texts) or not all(type(item) is int for item in numbers):
            raise MalformedError("日志条目的字段类型不对。")
        if fields["v"] != 1:
            raise MalformedError(f"不认识第{fields['v']}版的日志条目。")
        commitment = Commitment(b64decode(fields["c"], "承诺值"), b64decode(fields["g"], "国密承诺值"))
        prev = fields.get("prev")
        entry = cls(fields["type"], fields["rid"], fields["at"], commitment, fields["ct"], fields["by"], prev)
        _check(entry)
        return entry


def _check(entry: Entry) -> None:
    good = (
        entry.type in TYPES
        and _RID.match(entry.rid)
        and (entry.prev is None or _RID.match(entry.prev))
        and _RID.match(entry.case_tag)
        and _ROLE.match(entry.by)
        and 0 <= entry.at < 2**53
        and len(entry.commitment.sha256) == len(entry.commitment.sm3) == 32
    )
    if not good:
        raise MalformedError("日志条目的字段不合格式。")


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes. Raises MalformedError for what JSON cannot carry exactly (NaN, integers from 2**53)."""
    try:
        try:
            return _written(value).encode()
        except _NotPlainError:
            return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeEncodeError) as error:
        raise MalformedError("数据不能写成规范的JSON。") from error


class _NotPlainError(Exception):
    """Left to the library: numbers with a fraction or out of range, names whose order in UTF-16 may be another."""


def _written(value: Any) -> str:
    """The same text as the library's for plain values, several times faster: an audit writes millions of them.

    Raises _NotPlainError.
    """
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int and -(2**53) < value < 2**53:
        return str(value)
    if kind is list or kind is tuple:
        return f"[{','.join(map(_written, value))}]"
    if kind is dict and all(type(name) is str and (name.isascii() or max(name) < "\ud800") for name in value):
        fields = [f"{encode_basestring(name)}:{_written(value[name])}" for name in sorted(value)]
        return f"{{{','.join(fields)}}}"
    raise _NotPlainError


def load_canonical(data: bytes, what: str, limit: int) -> Any:
    """Parse JSON that must be exactly its own RFC 8785 form. Raises MalformedError naming `what`."""
    if len(data) > limit:
        raise MalformedError(f"{what}超过{limit}字节。")
    try:
        value = json.loads(data)
        same = canonical(value) == data
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"{what}不是JSON。") from error
    if not same:
        raise MalformedError(f"{what}不是规范的JSON（RFC 8785）。")
    return value


def new_rid() -> str:
    """A random 128-bit record id, hex."""
    return os.urandom(16).hex()


def new_key() -> bytes:
    """A fresh 32-byte key for one record."""
    return os.urandom(32)


def commit(key: bytes, manifest: bytes) -> Commitment:
    """Commit to a manifest's bytes. Raises MalformedError unless the key has 32 bytes."""
    if len(key) != 32:
        raise MalformedError("记录密钥应为32字节。")
    return Commitment(hmac_sha256(key, manifest), hmac_sm3(key, manifest))


def opens(commitment: Commitment, key: bytes, manifest: bytes) -> bool:
    """Whether key and manifest are those of the commitment (both digests)."""
    made = commit(key, manifest)
    both = hmac.compare_digest(made.sha256 + made.sm3, commitment.sha256 + commitment.sm3)
    return bool(both)


def case_tag(case_key: bytes) -> str:
    """Tag that links a case's entries for whoever holds its 32-byte key: HMAC(case_key, "case")[:16], hex."""
    if len(case_key) != 32:
        raise MalformedError("案件密钥应为32字节。")
    return hmac_sha256(case_key, b"case")[:16].hex()
