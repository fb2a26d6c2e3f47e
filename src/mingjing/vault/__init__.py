"""The vault: originals kept by content, each once, never changed."""

from mingjing.vault.errors import BadDigestError, CorruptError, NotInVaultError, TooLargeError, VaultError
from mingjing.vault.files import Blob, Damage, FileVault

__all__ = [
    "BadDigestError",
    "Blob",
    "CorruptError",
    "Damage",
    "FileVault",
    "NotInVaultError",
    "TooLargeError",
    "VaultError",
]
