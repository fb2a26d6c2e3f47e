"""The packs' licence cases."""

from __future__ import annotations

from typing import ClassVar

from whole_case import Matter


class LicenceMatter(Matter):
    """A licence that concerns others: heard, reviewed, granted."""

    scenario = "licence-heard-and-reviewed"
    played_by: ClassVar[dict[str, str]] = {"qin": "fang"}


class Revocation(LicenceMatter):
    """A licence that was got by fraud is taken back."""

    scenario = "licence-revoked"
