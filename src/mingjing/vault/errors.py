"""Domain errors of the vault. Every message is a Chinese sentence that an officer can read."""


class VaultError(Exception):
    """Root of all errors of this room; `str(error)` is a full sentence."""


class TooLargeError(VaultError):
    """The content exceeds the limit that the caller set."""


class NotInVaultError(VaultError):
    """No content with this digest is kept."""


class BadDigestError(VaultError):
    """A digest that is not 64 lower-case hex digits."""


class CorruptError(VaultError):
    """Kept content that no longer has the digest of its name."""
