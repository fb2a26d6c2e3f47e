"""Citations of the packs: the statute is known, in force, and lists the article."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from .citation import ARTICLE, parse_citations
from .faults import Fault
from .items import Period
from .lint_names import Known
from .yaml_source import Origin

WHOLE = re.compile(r"第[一二三四五六七八九十百0-9]+(?:编|章|节|款|项|目)|附件|附录|全文")


def citation_faults(
    text: str, origin: Origin, path: list[Any], period: Period, known: Known
) -> Iterator[Fault]:
    """The statute must be known, in force in the item's period, and list the article."""
    if not isinstance(text, str) or not text.strip():
        return
    try:
        citations = parse_citations(text)
    except ValueError as error:
        yield origin.fault(str(error), path)
        return
    for citation in citations:
        versions = known.statutes.get(citation.statute)
        if not versions:
            yield origin.fault(f"法规包里没有《{citation.statute}》。", path)
            continue
        days = [period.since] if period.since else []
        days.append(period.until or dt.date.max)
        for day in days:
            if not any(statute.in_force.holds(day) for statute in versions):
                when = "现在" if day == dt.date.max else f"{day}"
                yield origin.fault(f"《{citation.statute}》{when}不在施行期间。", path)
        listed = {article for statute in versions for article in statute.articles}
        for place in citation.places:
            article = ARTICLE.match(place)
            if article:
                if article[0] not in listed:
                    yield origin.fault(f"《{citation.statute}》的条目里没有列出{article[0]}。", path)
            elif not WHOLE.match(place) and not any(place.startswith(name) for name in listed):
                yield origin.fault(f"《{citation.statute}》的条目里没有列出“{place}”。", path)
