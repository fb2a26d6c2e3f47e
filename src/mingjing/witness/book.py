"""What the witness remembers, in one SQLite file, and its answer to `add-checkpoint`.

The check and the new state are one transaction that is on the disk before the answer leaves: two requests at once, or
a power cut, never make the witness sign two histories. Who loses the file must take a new key.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mingjing.ledger.check import check_consistency
from mingjing.ledger.checkpoint import Checkpoint
from mingjing.ledger.errors import LedgerError, MalformedError, ProofError, SignatureError
from mingjing.ledger.note import Note
from mingjing.ledger.signing import open_checkpoint
from mingjing.ledger.sm2 import is_sm2
from mingjing.ledger.tree import Head, empty_root
from mingjing.ledger.twin import digest_of, is_twin
from mingjing.ledger.vkey import ED25519, Vkey
from mingjing.ledger.witness import AddCheckpoint, origin_hash
from mingjing.witness.keys import WitnessKeys

_BUSY_SECONDS = 10
TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
_TABLE = """CREATE TABLE IF NOT EXISTS log (
    origin TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, vkey TEXT NOT NULL,
    size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL
) STRICT"""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body as https://c2sp.org/tlog-witness has them."""

    status: int
    body: bytes
    content_type: str = TEXT


@dataclass(frozen=True, slots=True)
class Watched:
    """One log: its key, the size and root last cosigned (0 and the empty root before the first), that note."""

    vkey: Vkey
    head: Head
    note: bytes


class Book:
    """The state below `path`. Each call opens the file anew, so any number of threads and processes may ask."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as book:
            book.execute("PRAGMA journal_mode=WAL")
            book.execute(_TABLE)

    def watch(self, vkey: Vkey) -> None:
        """Watch a log, or the SM3 twin of one, from its beginning.

        Raises MalformedError for a key that is no log's or differs from before.
        """
        if vkey.kind != ED25519 and not (is_twin(vkey.name) and is_sm2(vkey)):
            raise MalformedError("日志公钥的类型应为Ed25519；国密副树的应为SM2，名称以/sm3结尾。")
        with self._open() as book:
            row = (vkey.name, origin_hash(vkey.name), str(vkey), 0, empty_root(digest_of(vkey.name)), b"")
            book.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
            if _find(book, "origin", vkey.name).vkey != vkey:  # type: ignore[union-attr]
                raise MalformedError(f"“{vkey.name}”已用另一个公钥登记，不能更换。")

    def watched(self) -> list[Watched]:
        """All logs, by origin."""
        with self._open() as book:
            return [
                _row(row) for row in book.execute("SELECT vkey, size, root, note FROM log ORDER BY origin")
            ]

    def latest(self, hashed: str) -> bytes | None:
        """Newest cosigned checkpoint of the log whose origin has this hex SHA-256, or None."""
        with self._open() as book:
            found = _find(book, "hash", hashed)
        return found.note or None if found else None

    def add_checkpoint(self, body: bytes, keys: WitnessKeys, now: int) -> Answer:
        """Judge a request and, if the log only grew, remember and cosign; `now` in seconds UTC."""
        try:
            asked = AddCheckpoint.parse(body)
            text = Note.parse(asked.checkpoint).text
            origin = Checkpoint.parse(text).origin
        except MalformedError as error:
            return _refusal(400, error)
        with self._open() as book:
            # Held until commit: nobody else can move this log between the check and the write.
            book.execute("BEGIN IMMEDIATE")
            known = _find(book, "origin", origin)
            if known is None:
                return Answer(404, "不认识这个日志。\n".encode())
            try:
                signed = open_checkpoint(asked.checkpoint, known.vkey)
            except (SignatureError, MalformedError) as error:
                return _refusal(403, error)
            new = signed.checkpoint.head
            if asked.old_size > new.size:
                return Answer(400, "旧条数大于新条数。\n".encode())
            if asked.old_size != known.head.size:
                return Answer(409, f"{known.head.size}\n".encode(), SIZE)
            try:
                check_consistency(known.head, new, asked.path, digest_of(origin))
            except ProofError as error:
                return _refusal(422, error)
            lines = keys.cosign(text, now)
            # Of the request only the log's own line is kept: others were not verified here.
            own = tuple(line for line in signed.note.signatures if line.key_id == known.vkey.id)
            note = Note(text, own).with_lines(lines)
            book.execute(
                "UPDATE log SET size = ?, root = ?, note = ? WHERE origin = ?",
                (new.size, new.root, note.raw, origin),
            )
            book.execute("COMMIT")
        return Answer(200, "".join(map(str, lines)).encode())

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # Autocommit: a transaction that was begun and not committed ends with the connection, undone.
        book = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            book.execute("PRAGMA synchronous=FULL")
            yield book
        finally:
            book.close()


def _find(book: sqlite3.Connection, column: str, value: str) -> Watched | None:
    query = f"SELECT vkey, size, root, note FROM log WHERE {column} = ?"  # noqa: S608 - one of two literals
    row = book.execute(query, (value,)).fetchone()
    return _row(row) if row else None


def _row(row: tuple[str, int, bytes, bytes]) -> Watched:
    return Watched(Vkey.parse(row[0]), Head(row[1], row[2]), row[3])


def _refusal(status: int, error: LedgerError) -> Answer:
    return Answer(status, f"{error}\n".encode())
