"""The packs' cases that happen on the spot: penalties there and then, and visits."""

from __future__ import annotations

from whole_case import Matter


class Spot(Matter):
    """A firm is fined on the spot, pays at the bank; reported to the agency, published, closed."""

    scenario = "summary-case"


class SpotPerson(Matter):
    """A worker is warned and fined fifty yuan, which the officers collect and hand in."""

    scenario = "summary-case-person"


class Visit(Matter):
    """A visit of the yearly plan: approved, announced, scanned, something to be put right."""

    scenario = "inspection-case"


class UrgentVisit(Matter):
    """Gas leaks: entered at once, approved afterwards, people ordered out."""

    scenario = "inspection-case-urgent"


class PaperVisit(Matter):
    """Papers are looked at in the office, nobody enters."""

    scenario = "inspection-case-remote"
