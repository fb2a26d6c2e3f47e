"""The vault: originals kept by content, each once, never changed."""

from mingjing.vault.address import vault_at
from mingjing.vault.digesting import Digesting, digests_of
from mingjing.vault.errors import (
    AddressError,
    BadDigestError,
    CorruptError,
    NotInVaultError,
    RetainedError,
    TooLargeError,
    VaultError,
)
from mingjing.vault.files import FileVault
from mingjing.vault.model import Blob, Checked, Damage, Keeping, Vault, place
from mingjing.vault.s3 import S3Vault

__all__ = [
    "AddressError",
    "BadDigestError",
    "Blob",
    "Checked",
    "CorruptError",
    "Damage",
    "Digesting",
    "FileVault",
    "Keeping",
    "NotInVaultError",
    "RetainedError",
    "S3Vault",
    "TooLargeError",
    "Vault",
    "VaultError",
    "digests_of",
    "place",
    "vault_at",
]
