"""四性检测 (DA/T 70): authenticity, completeness, usability, safety of a package; each check named, with what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mingjing.archive.package.check import authentic, complete, safe, usable
from mingjing.archive.package.check.finding import Finding
from mingjing.archive.package.check.opened import Opened, opened
from mingjing.ledger.vkey import Vkey

CHECKS = (*authentic.CHECKS, *complete.CHECKS, *usable.CHECKS, *safe.CHECKS)

__all__ = ["CHECKS", "Finding", "check"]


def check(folder: Path, keys: Sequence[Vkey] = ()) -> tuple[Finding, ...]:
    """Check the folder `{档号}/`; never raises for what is in it.

    `keys` = the agency's public keys as known from elsewhere; without them the package's own are used, which shows
    that it wasn't changed after it was signed, but not by whom.
    """
    whole: Opened = opened(folder, keys)
    return tuple(
        Finding(one.property, one.title, tuple(one.judge(whole)), tuple(one.remark(whole))) for one in CHECKS
    )
