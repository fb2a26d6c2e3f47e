"""The acts that make something public, one in each procedure that publishes."""

from __future__ import annotations

from mingjing import law

# Registered with their effect in `apps`; each stands on the redaction page.
PUBLISHING = ("publish_decision", "publish_inspection_result")


def publishing_act(procedure: law.Procedure) -> law.Act | None:
    """The act of the procedure by which a paper of the case goes public; None = it publishes nothing."""
    return next((act for act in procedure.acts if act.id in PUBLISHING), None)
