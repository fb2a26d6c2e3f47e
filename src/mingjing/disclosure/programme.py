"""The law that the agency works by, for advance disclosure (事前公示, 国办发〔2018〕118号 二(四))."""

from __future__ import annotations

from functools import lru_cache

from mingjing import law
from mingjing.cases.libraries import labels_of


def kind_title(pack: law.Pack, procedure: law.Procedure) -> str:
    """行政处罚, 行政许可 ... as the pack's catalogue of kinds has it."""
    return pack.kind_titles.get(procedure.kind, procedure.title)


def labels(pack: law.Pack) -> dict[str, dict[str, str]]:
    """Chinese names of codes by set."""
    return {key: dict(value) for key, value in labels_of(pack).items()}


@lru_cache(maxsize=8)
def periods(pack: law.Pack) -> dict[str, str]:
    """Lengths by deadline id, as the law has them; for sentences that tell them."""
    return {name: text for name, rule in pack.deadlines.items() if (text := law.lasts(pack, rule))}
