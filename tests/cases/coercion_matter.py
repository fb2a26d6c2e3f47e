"""The packs' cases of coercion."""

from __future__ import annotations

from whole_case import Matter


class Measure(Matter):
    """A seizure, reviewed and decided."""

    scenario = "measure-case"


class Urgent(Matter):
    """A seizure on the spot by night, reported and approved, reviewed afterwards."""

    scenario = "urgent-measure-case"


class Unpaid(Matter):
    """A penalty whose fine isn't paid, up to the demand."""

    scenario = "court-case"


class Court(Matter):
    """A fine that isn't paid: demand, review, application to the court."""

    scenario = "execution-case"


class Demolition(Matter):
    """An unlawful building is taken down by an agency that has the power."""

    scenario = "demolition-case"


class Substitute(Matter):
    """Spilt solvent is removed in the party's place."""

    scenario = "substitute-case"


class PowerCut(Matter):
    """The power of a quarry that goes on working is cut: reviewed, discussed, decided, told a day before."""

    scenario = "power-cut-case"


class UrgentCut(Matter):
    """Explosives are withheld within hours, without a review that would come too late."""

    scenario = "power-cut-case-urgent"
