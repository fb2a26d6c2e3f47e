"""Tables of the archive room."""

from mingjing.archive.models.file import ArchivedFile
from mingjing.archive.models.package import Package, Seal

__all__ = ["ArchivedFile", "Package", "Seal"]
