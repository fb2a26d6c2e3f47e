"""Domain errors of the ledger room. Every message is a Chinese sentence for an officer or a verifier."""


class LedgerError(Exception):
    """Root of all errors of this room; `str(error)` is a full sentence."""


class MalformedError(LedgerError):
    """Bytes that do not follow the published format (note, checkpoint, proof, policy, bundle, entry)."""


class ProofError(LedgerError):
    """A Merkle proof that does not lead to the claimed root."""


class SignatureError(LedgerError):
    """A signature that is missing, unknown or false, or a quorum that is not reached."""


class MissingFileError(LedgerError):
    """A file that the log must serve is not there."""


class DamagedError(LedgerError):
    """A stored file does not agree with the checkpoint or with the tiles above it."""


class ConflictError(LedgerError):
    """A write-once file already holds other bytes. Stop and raise the alarm: never overwrite."""


class ForkError(LedgerError):
    """Signing or publishing would give two histories of the same log."""


class SequenceError(LedgerError):
    """Committed indices that are not contiguous with the size of the tree."""
