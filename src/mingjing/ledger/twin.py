"""The national twin of a log: the same entries in an SM3 tree below `sm3/`, with an origin and checkpoints of its own.

Its tiles follow from the main log's entry bundles alone, so it can be made anew at any time; it has no bundles itself.
Not a C2SP format (tlog-tiles fixes SHA-256): who checks the main log needs nothing of it.
"""

from collections.abc import Iterable

from mingjing.ledger.digests import Digest, sha256, sm3
from mingjing.ledger.reader import LogReader
from mingjing.ledger.signing import NoteSigner
from mingjing.ledger.store import LogStore
from mingjing.ledger.tiles import WIDTH
from mingjing.ledger.tree import Head
from mingjing.ledger.writer import SignedHead, advance

FOLDER = "sm3"
_BUNDLES = "tile/entries/"
MOST = 256 * WIDTH
"""Entries that one step takes up; an old log gets its twin in several."""


def twin_origin(origin: str) -> str:
    """Origin of the twin of the log `origin`."""
    return f"{origin}/{FOLDER}"


def is_twin(origin: str) -> bool:
    """Whether an origin is that of a twin."""
    return origin.endswith(f"/{FOLDER}")


def digest_of(origin: str) -> Digest:
    """The digest of the tree with this origin: SM3 for a twin, SHA-256 for every other."""
    return sm3 if is_twin(origin) else sha256


class TwinStore(LogStore):
    """Files of the twin of `main`. Bundles are read from the main log and never written."""

    def __init__(self, main: LogStore) -> None:
        super().__init__(main.root / FOLDER)
        self.main = main

    def read(self, path: str) -> bytes | None:
        """As LogStore.read; entry bundles are the main log's."""
        return self.main.read(path) if path.startswith(_BUNDLES) else super().read(path)

    def write_once(self, files: Iterable[tuple[str, bytes]]) -> None:
        """As LogStore.write_once, without the bundles."""
        super().write_once(file for file in files if not file[0].startswith(_BUNDLES))


def follow(twin: TwinStore, old: Head, main: LogReader, signer: NoteSigner) -> SignedHead | None:
    """Bring the twin from `old` towards the size of `main`, and sign; None when it is there already.

    The entries are those that the main checkpoint vouches for. Publishes nothing. Raises what `advance` raises.
    """
    end = main.head.size
    if old.size >= end:
        return None
    if end - old.size > MOST:
        end = (old.size + MOST) // WIDTH * WIDTH
    rows: list[tuple[int, bytes]] = []
    for bundle in range(old.size // WIDTH, -(-end // WIDTH)):
        rows += enumerate(main.bundle(bundle), bundle * WIDTH)
    return advance(twin, old, [row for row in rows if old.size <= row[0] < end], signer, digest=sm3)
