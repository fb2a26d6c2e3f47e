"""The vault of this installation: originals and issued documents by their digest.

An original is kept before the case is locked, so that a slow upload holds no lock. When the act is then refused, the
file stays in the vault under its digest, but no row names it: it belongs to no record, no case file lists it, no
page gives it out, and the same file sent again is kept once. Nothing here removes such files.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from mingjing.vault import FileVault


def vault() -> FileVault:
    """The vault named by the settings (a folder)."""
    return _vault(str(settings.MINGJING_VAULT))


@cache
def _vault(folder: str) -> FileVault:
    return FileVault(Path(folder))
