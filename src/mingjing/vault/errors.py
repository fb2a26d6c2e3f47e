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


class RetainedError(VaultError):
    """Content that may not be erased yet, or whose retention may not be shortened."""


class AddressError(VaultError):
    """A vault's address that can't be understood."""


def damaged(sha256: str) -> CorruptError:
    return CorruptError(f"原件库中摘要为{sha256}的文件已损坏，请先修复。")


def missing(sha256: str) -> NotInVaultError:
    return NotInVaultError(f"原件库中没有摘要为{sha256}的文件。")
