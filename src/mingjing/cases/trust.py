"""The trust policy that goes with exported case files (C2SP tlog-policy): the log, its witnesses, how many must cosign."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from mingjing.ledger.policy import Policy
from mingjing.ledger.twin import is_twin
from mingjing.records import log, shards
from mingjing.records.shards import Place


def policy_text(places: Sequence[Place] = ()) -> str:
    """The installation's policy file with the keys of these logs (default: the present one), of their twins too where
    it names one; or (there is none) a policy that knows the logs and their twins alone. Raises MalformedError.
    """
    places = places or [shards.current()]
    mains, twins = [log.vkey(place) for place in places], [log.twin_vkey(place) for place in places]
    path = Path(settings.MINGJING_POLICY)
    if not path.is_file():
        return "".join(f"log {vkey}\n" for vkey in (*mains, *twins)) + "quorum none\n"
    text = path.read_text(encoding="utf-8")
    policy = Policy.parse(text.encode())
    named = any(is_twin(vkey.name) for vkey in policy.logs)
    more = [vkey for vkey in (*mains, *(twins if named else ())) if vkey not in policy.logs]
    return "".join(f"log {vkey}\n" for vkey in more) + text
