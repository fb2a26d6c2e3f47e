"""Records that are proved field by field: manifest version 2, after the idea of SD-JWT (RFC 9901).

The log commits to a manifest that holds, instead of the record, the sorted digests of its fields:

    {"v":2,"rid","case","seq","prev","blobs":[...],"digests":[<hex>, ...]}
    digest of a field = SHA-256(RFC 8785 of [salt, path, value])
    salt = first 16 bytes of HMAC-SHA256(secret, RFC 8785 of path), hex

`path` leads from the record to the field: a string for a key, a number for a place in a list. A field is whatever
isn't a list or an object with something in it. The secret stays with the agency: who gets salt, path and value of some
fields can prove them, and learns nothing about the others, not even by guessing. Version 1 commits to the whole record.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mingjing.ledger.digests import hmac_sha256
from mingjing.ledger.entry import canonical, load_canonical
from mingjing.ledger.errors import MalformedError

Path = tuple[str | int, ...]
_MAX = 64_000_000
_SALT = 32  # hex characters
_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record with the salt of its digest (hex)."""

    salt: str
    path: Path
    value: Any

    @property
    def digest(self) -> str:
        """Hex SHA-256. Raises MalformedError for what JSON can't carry."""
        return hashlib.sha256(canonical([self.salt, list(self.path), self.value])).hexdigest()


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every field of a record with its path."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, str(key)))
    elif isinstance(value, list | tuple) and value:
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield path, value


def fields_of(record: Mapping[str, Any], secret: bytes) -> list[Field]:
    """The fields with their salts. Raises MalformedError."""
    return [
        Field(hmac_sha256(secret, canonical(list(path)))[: _SALT // 2].hex(), path, value)
        for path, value in leaves(record)
    ]


def committed(kept: Mapping[str, Any]) -> bytes:
    """The bytes that the log commits to, from the record as it is kept ({..., "salt": <secret hex>, "record": {...}}).

    Version 1 is committed to as it is. Raises MalformedError.
    """
    if kept["v"] == 1:
        return canonical(kept)
    head = {key: kept[key] for key in ("v", "rid", "case", "seq", "prev", "blobs")}
    return canonical({**head, "digests": sorted(_digests(kept["record"], bytes.fromhex(kept["salt"])))})


def _digests(record: Mapping[str, Any], secret: bytes) -> Iterator[str]:
    """The digests of `fields_of`, written without going through each path twice: an audit computes millions."""
    for place, value in _places(record, b"["):
        salt = hmac_sha256(secret, place)[: _SALT // 2].hex().encode()
        yield hashlib.sha256(b'["%b",%b,%b]' % (salt, place, canonical(value))).hexdigest()


def _places(value: Any, before: bytes) -> Iterator[tuple[bytes, Any]]:
    """As `leaves`, with each path as JSON; `before` is its beginning."""
    if isinstance(value, Mapping) and value:
        inside: Iterable[tuple[Any, Any]] = ((str(key), inner) for key, inner in value.items())
    elif isinstance(value, list | tuple) and value:
        inside = enumerate(value)
    else:
        yield before + b"]", value
        return
    comma = b"" if before == b"[" else b","
    for step, inner in inside:
        yield from _places(inner, before + comma + canonical(step))


def disclose(rid: str, fields: Iterable[Field]) -> bytes:
    """A file of fields as an export carries it, in RFC 8785 JSON."""
    told = [[field.salt, list(field.path), field.value] for field in fields]
    return canonical({"v": 2, "rid": rid, "fields": told})


def read_disclosed(raw: bytes, rid: str) -> list[Field]:
    """Inverse of `disclose`. Raises MalformedError."""
    told = load_canonical(raw, "记录的栏目", _MAX)
    if not isinstance(told, dict) or set(told) != {"v", "rid", "fields"} or told["v"] != 2:
        raise MalformedError("记录栏目文件的写法不对。")
    if told["rid"] != rid or not isinstance(told["fields"], list):
        raise MalformedError("记录栏目文件的编号与文件名不符。")
    return [_field(one) for one in told["fields"]]


def _field(one: Any) -> Field:
    if isinstance(one, list) and len(one) == 3 and isinstance(one[0], str) and isinstance(one[1], list):
        salt, path, value = one
        if len(salt) == _SALT and len(path) <= _DEPTH and all(type(step) in (str, int) for step in path):
            return Field(salt, tuple(path), value)
    raise MalformedError("记录栏目的写法不对。")


def check_disclosed(fields: Iterable[Field], digests: Iterable[str]) -> int:
    """Every field must be one that was committed to. Returns how many are not shown. Raises MalformedError."""
    known = set(digests)
    for field in fields:
        if field.digest not in known:
            name = ".".join(map(str, field.path))
            raise MalformedError(f"栏目“{name}”与记录的摘要不符，已被改动。")
        known.discard(field.digest)
    return len(known)
