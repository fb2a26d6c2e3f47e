"""Third parties whose opinion is asked on a request to read: each inquiry, as the records of the case tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mingjing import law

Occurrence = Mapping[str, Any]
ASK, SERVE, RECORD, TELL = (
    "ask_third_party",
    "serve_third_party_inquiry",
    "record_third_party_opinion",
    "tell_third_party",
)
CLOCK = "foi_third_party"  # the third party's own period, one for each inquiry by its number
AGREES, SILENT, WITHHELD = "agree", "silent", "withheld"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One third party asked. What hasn't happened is None; `weighed` = the row of the grant about it."""

    no: str
    asked: Occurrence
    served: Occurrence | None
    opinion: Occurrence | None
    weighed: Occurrence | None
    told: Occurrence | None

    @property
    def third_party(self) -> str:
        return str(self.asked.get("third_party") or "")

    @property
    def open(self) -> bool:
        return self.opinion is None

    @property
    def against(self) -> bool:
        """Does it object, at least in part?"""
        return self.opinion is not None and self.opinion.get("answer") not in (AGREES, SILENT)

    @property
    def overruled(self) -> bool:
        """Was the material granted against its will?"""
        return self.weighed is not None and self.weighed.get("finding") != WITHHELD

    @property
    def next_act(self) -> str:
        """The act that comes next for this third party; "" for none."""
        if self.opinion is None:
            return RECORD if self.served else SERVE
        return TELL if self.overruled and self.told is None else ""

    @property
    def begins(self) -> dict[str, Any]:
        """What the form of that act begins with."""
        weighed = self.weighed or {}
        told = {
            "inquiry_no": self.no,
            "third_party": self.third_party,
            "disclosed": self.asked.get("material"),
            "reason": weighed.get("reason"),
        }
        return told if self.no else {}


def inquiries_of(state: law.CaseState, number: str, granted: Occurrence | None) -> tuple[Inquiry, ...]:
    """Those of one request, in the order in which they were sent."""
    weighed = {str(row.get("inquiry_no")): row for row in (granted or {}).get("third_parties") or ()}

    def last(act: str, inquiry: str) -> Occurrence | None:
        of = [
            one
            for one in state.acts.get(act, ())
            if one.get("request_no") == number and one.get("inquiry_no") == inquiry
        ]
        return of[-1] if of else None

    return tuple(
        Inquiry(no, asked, last(SERVE, no), last(RECORD, no), weighed.get(no), last(TELL, no))
        for asked in state.acts.get(ASK, ())
        if asked.get("request_no") == number
        for no in (str(asked.get("inquiry_no") or ""),)
    )
