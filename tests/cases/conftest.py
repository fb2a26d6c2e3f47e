"""A bureau for each test, and a case taken through its acts as the pack's own scenario does."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from beginnings import begun, bureau, matter

__all__ = ["begun", "bureau", "matter"]
