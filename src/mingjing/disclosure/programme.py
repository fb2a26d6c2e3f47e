"""The law that the agency works by, for advance disclosure (事前公示, 国办发〔2018〕118号 二(四))."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.conf import settings

from mingjing import law
from mingjing.cases.libraries import labels_of, library_of_layers


def pack_on(day: date) -> law.Pack:
    """The packs of this installation as in force on the day. No query."""
    return library_of_layers(tuple(settings.MINGJING_LAYERS)).on(day)


def kind_title(pack: law.Pack, procedure: law.Procedure) -> str:
    """行政处罚, 行政许可 ... as the pack's catalogue of kinds has it."""
    return pack.kind_titles.get(procedure.kind, procedure.title)


def labels(pack: law.Pack) -> dict[str, dict[str, str]]:
    """Chinese names of codes by set."""
    return {key: dict(value) for key, value in labels_of(pack).items()}


@lru_cache(maxsize=8)
def periods(day: date) -> dict[str, str]:
    """Lengths by deadline id, as the law has them on the day; for sentences that tell them."""
    pack = pack_on(day)
    return {name: text for name, rule in pack.deadlines.items() if (text := law.lasts(pack, rule))}
