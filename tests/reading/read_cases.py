"""Cases of which somebody reads the file, as the packs' own scenarios have them."""

from __future__ import annotations

from typing import Any

from whole_case import Matter

from mingjing.reading import copying
from mingjing.reading.models import Copy
from mingjing.work import queue


class ReadByParty(Matter):
    """The party asks for the file of a case that is closed and archived."""

    scenario = "party-reads-the-file"


class ReadByCourt(Matter):
    """A court asks for the same file."""

    scenario = "court-gets-a-copy"


def copied(person: Any, matter: Matter, number: str) -> Copy:
    """The copy that the worker makes for the request now."""
    order = copying.ask(person, matter.case.pk, number)
    queue.work_off()
    order.refresh_from_db()
    assert order.copy is not None, order.error
    return order.copy
