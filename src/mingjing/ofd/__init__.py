"""OFD (GB/T 33190): our own documents (PDF/A) written again as OFD, and read back. Pure: no Django, no network.

The glyphs and their places are those of the PDF's content, the fonts are the PDF's own subsets with a character map
added: nothing is laid out anew.
"""

from .convert import from_pdf
from .errors import CannotConvert, OfdError, UnreadableOfd
from .read import Document, Page, read

__all__ = ["CannotConvert", "Document", "OfdError", "Page", "UnreadableOfd", "from_pdf", "read"]
