"""Acts with an effect on what is public have the fields that it is carried out from, and a procedure has one of each."""

from __future__ import annotations

from collections.abc import Iterator

from .faults import Fault
from .procedure import Procedure

# What publishing, keeping back and withdrawing read of the act, and what the page of the publication fills in.
FIELDS = {
    "publish": (
        "document", "published_on", "channels", "until", "masked_name", "summary", "masks", "redaction_confirmed",
        "rebuilt_and_searched",
    ),
    "withhold": ("kind", "ground", "explanation", "review_on"),
    "withdraw": ("document", "withdrawn_on", "explanation"),
}  # fmt: skip


def effect_faults(procedure: Procedure) -> Iterator[Fault]:
    """Faults of the acts of one procedure."""
    taken: dict[str, str] = {}
    for act in procedure.acts:
        missing = [name for name in FIELDS.get(act.effect, ()) if name not in act.fields]
        if missing:
            said = f"“{act.title}”的效力是 {act.effect}，须有这些栏：{'、'.join(missing)}。"
            yield act.origin.fault(said, ["effect"])
        if act.effect and act.effect in taken:
            said = f"“{taken[act.effect]}”已有 {act.effect} 的效力，一个程序里只能有一个。"
            yield act.origin.fault(said, ["effect"])
        taken[act.effect] = act.title
