"""The trust policy that goes with exported case files (C2SP tlog-policy): the log, its witnesses, how many must cosign."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from mingjing.ledger.policy import Policy
from mingjing.records import log


def policy_text() -> str:
    """The installation's policy file, or (there is none) one that knows the log alone. Raises MalformedError."""
    path = Path(settings.MINGJING_POLICY)
    if not path.is_file():
        return f"log {log.signer().vkey}\nquorum none\n"
    text = path.read_text(encoding="utf-8")
    policy = Policy.parse(text.encode())
    return text if log.signer().vkey in policy.logs else f"log {log.signer().vkey}\n{text}"
