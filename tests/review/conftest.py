"""The bureau and the case of the cases' tests."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from beginnings import begun, bureau, matter

__all__ = ["begun", "bureau", "matter"]
