"""The vault of this installation: originals and issued documents by their digest."""

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
