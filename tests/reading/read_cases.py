"""Copies of cases of which somebody reads the file: asked for, made, taken."""

from __future__ import annotations

from typing import Any

from django.test import Client
from reading_matter import ReadByCourt, ReadByParty, ThirdPartyAsked
from whole_case import Matter

from mingjing.reading import copying
from mingjing.reading.models import Copy, CopyOrder
from mingjing.work import queue

__all__ = ["ReadByCourt", "ReadByParty", "ThirdPartyAsked"]
COURT, PARTY = "调1", "阅1"  # the requests of the scenarios


def page_of(matter: Any, number: str = COURT) -> str:
    return f"/desk/cases/{matter.case.pk}/readings/{number}/"


def asked(matter: Any, number: str = COURT) -> CopyOrder:
    return copying.ask(matter.bureau.users["wen" if number == COURT else "lu"], matter.case.pk, number)


def ended(order: CopyOrder) -> CopyOrder:
    """The order when the worker has nothing left to do."""
    queue.work_off()
    order.refresh_from_db()
    return order


def clerk_at(matter: Matter) -> Client:
    """A browser of who hands copies over to a court."""
    client = Client()
    client.force_login(matter.bureau.users["wen"])
    return client


def copied(person: Any, matter: Matter, number: str) -> Copy:
    """The copy that the worker makes for the request now."""
    order = ended(copying.ask(person, matter.case.pk, number))
    assert order.copy is not None, order.error
    return order.copy
