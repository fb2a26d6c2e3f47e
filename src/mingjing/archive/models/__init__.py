"""Tables of the archive room."""

from mingjing.archive.models.disposal import Erased, FileDisposal, FileDisposalLine, FileDisposalStep, Hold
from mingjing.archive.models.file import ArchivedFile
from mingjing.archive.models.package import Package, Seal
from mingjing.archive.models.transfer import Transfer, TransferLine

__all__ = [
    "ArchivedFile",
    "Erased",
    "FileDisposal",
    "FileDisposalLine",
    "FileDisposalStep",
    "Hold",
    "Package",
    "Seal",
    "Transfer",
    "TransferLine",
]
