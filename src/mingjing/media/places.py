"""Where a recording was made and where an act was done: degrees (WGS 84), and how far apart.

Recorders set to GCJ-02, the offset grid of Chinese maps, are off by 100 to 700 metres; the agency's limit must allow for that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any

EARTH = 6_371_009.0  # mean radius in metres (IUGG)
_ISO6709 = re.compile(r"([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)")
_PAIR = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,，]\s*(-?\d{1,3}(?:\.\d+)?)\Z")
# EXIF 2.32, GPS attributes: reference letter and three rationals (degrees, minutes, seconds) each.
_NORTH, _LATITUDE, _EAST, _LONGITUDE = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees; north and east are positive."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        """In Chinese words."""
        north, east = self.latitude >= 0, self.longitude >= 0
        return f"{'北纬' if north else '南纬'}{_plain(self.latitude)}度，{'东经' if east else '西经'}{_plain(self.longitude)}度"

    def metres_to(self, other: Point) -> float:
        """The distance over the ground (haversine; within half a percent of the ellipsoid's)."""
        here, there = radians(self.latitude), radians(other.latitude)
        across = radians(other.longitude - self.longitude)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(across / 2) ** 2
        return 2 * EARTH * asin(sqrt(min(1.0, half)))


def of_iso6709(text: str) -> Point | None:
    """`+30.9901+120.9905/` as MP4 and QuickTime write it; None for anything else."""
    found = _ISO6709.match(text)
    return _point(found[1], found[2]) if found else None


def of_pair(text: str) -> Point | None:
    """`30.9901,120.9905` as people write it; None for anything else."""
    found = _PAIR.match(text.strip())
    return _point(found[1], found[2]) if found else None


def of_exif(told: Mapping[int, Any]) -> Point | None:
    """A photo's GPS attributes; None where they are missing or make no sense."""
    try:
        north, east = (
            _degrees(told[at]) * (-1 if str(told.get(letter, "")).upper() in "SW" and told.get(letter) else 1)
            for letter, at in ((_NORTH, _LATITUDE), (_EAST, _LONGITUDE))
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return _point(north, east)


def apart(metres: float) -> str:
    """A distance in words."""
    return f"{metres:.0f}米" if metres < 1000 else f"{metres / 1000:.1f}公里"


def _degrees(parts: Any) -> float:
    whole, minutes, seconds = (float(one) for one in parts)
    return whole + minutes / 60 + seconds / 3600


def _point(north: Any, east: Any) -> Point | None:
    latitude, longitude = float(north), float(east)
    known = isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    # 0, 0 is what a recorder writes that has found no satellite.
    return Point(latitude, longitude) if known and (latitude or longitude) else None


def _plain(degrees: float) -> str:
    return f"{abs(degrees):.6f}".rstrip("0").rstrip(".")
