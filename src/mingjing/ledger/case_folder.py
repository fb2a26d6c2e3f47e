"""Bounded reads of an exported case file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mingjing.ledger.bounded import read_regular
from mingjing.ledger.errors import LedgerError, MissingFileError
from mingjing.ledger.report import Report


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """Files below `root`, named relative to it."""

    root: Path

    def read(self, path: str, limit: int) -> bytes:
        """The whole file. Raises MissingFileError, also for a link; MalformedError above `limit` bytes."""
        file = self.root / path
        if not file.is_file() or file.is_symlink():
            raise MissingFileError(f"案卷缺少文件 {path}。")
        return read_regular(file, limit)

    def names(self, folder: str, suffix: str = "") -> list[str]:
        """Names in a folder that end with `suffix`, without it, in order."""
        return sorted(p.name.removesuffix(suffix) for p in (self.root / folder).glob(f"*{suffix}"))


@contextmanager
def fault_of(report: Report, file: str) -> Iterator[None]:
    """A ledger error inside becomes a fault of `file`."""
    try:
        yield
    except LedgerError as error:
        report.fault(file, f"文件 {file}：{error}")
