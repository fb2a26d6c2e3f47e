"""The garbage collector, kept still while something large is built that all stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Reading packs makes millions of objects and drops few: walking them again and again is over half of the time.

    What the circles among the dropped ones hold is freed by the next ordinary collection.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
