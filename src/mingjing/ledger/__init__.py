"""The transparency log: entries that commit to records, in the public C2SP formats, verifiable by anyone offline.

entry.py    what is logged          tree.py, check.py   RFC 6962 / 9162 mathematics
tiles.py    tile arithmetic         store.py, reader.py files on disk, authenticated reading
writer.py   appending, publishing   note.py, vkey.py, cosignature.py, signing.py, checkpoint.py   signed notes
proof.py    .tlog-proof files       policy.py, witness.py   witnesses
twin.py, sm2.py   the SM3 twin tree and its SM2 key
whole.py    every file of a log     timestamp.py   RFC 3161 tokens     opening.py  yearly logs
verify.py   log, proof, any path    casefile.py, case_proofs.py, bag.py, chain.py   exported case files
"""

from mingjing.ledger.casefile import verify_case_export
from mingjing.ledger.checkpoint import Checkpoint
from mingjing.ledger.entry import Commitment, Entry, canonical, case_tag, commit, new_key, new_rid, opens
from mingjing.ledger.errors import (
    ConflictError,
    DamagedError,
    ForkError,
    LedgerError,
    MalformedError,
    MissingFileError,
    ProofError,
    SequenceError,
    SignatureError,
)
from mingjing.ledger.note import Note
from mingjing.ledger.policy import Policy
from mingjing.ledger.proof import TlogProof, prove
from mingjing.ledger.reader import LogReader
from mingjing.ledger.report import Finding, Level, Report
from mingjing.ledger.signing import SignedCheckpoint, Signer, open_checkpoint, sign_checkpoint
from mingjing.ledger.store import LogStore
from mingjing.ledger.tree import Head, empty_root
from mingjing.ledger.verify import verify_log, verify_path, verify_proof
from mingjing.ledger.vkey import Vkey
from mingjing.ledger.writer import SignedHead, advance, contiguous, integrate, publish, refuse_if_ahead

__all__ = [
    "Checkpoint",
    "Commitment",
    "ConflictError",
    "DamagedError",
    "Entry",
    "Finding",
    "ForkError",
    "Head",
    "LedgerError",
    "Level",
    "LogReader",
    "LogStore",
    "MalformedError",
    "MissingFileError",
    "Note",
    "Policy",
    "ProofError",
    "Report",
    "SequenceError",
    "SignatureError",
    "SignedCheckpoint",
    "SignedHead",
    "Signer",
    "TlogProof",
    "Vkey",
    "advance",
    "canonical",
    "case_tag",
    "commit",
    "contiguous",
    "empty_root",
    "integrate",
    "new_key",
    "new_rid",
    "open_checkpoint",
    "opens",
    "prove",
    "publish",
    "refuse_if_ahead",
    "sign_checkpoint",
    "verify_case_export",
    "verify_log",
    "verify_path",
    "verify_proof",
]
