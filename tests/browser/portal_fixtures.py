"""A published case for the portal's browser tests."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "disclosure"))

from published import Publishing, sequence

__all__ = ["Publishing", "sequence"]
