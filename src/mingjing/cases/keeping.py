"""The vault of this installation: originals and issued documents by their digest.

An original is kept before the case is locked, so that a slow upload holds no lock. When the act is then refused, the
file stays in the vault under its digest, but no row names it: it belongs to no record, no case file lists it, no
page gives it out, and the same file sent again is kept once. Nothing here removes such files.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings

from mingjing.vault import Vault, vault_at


def vault() -> Vault:
    """The vault named by the settings: a folder or a bucket."""
    return _vault(str(settings.MINGJING_VAULT))


@cache
def _vault(address: str) -> Vault:
    return vault_at(address)
