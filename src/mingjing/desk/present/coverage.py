"""The coverage of acts as the templates draw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mingjing import law
from mingjing.desk.templatetags.cn import lasting
from mingjing.media.coverage import ActCoverage

MARKS = 4  # times written below a bar


@dataclass(frozen=True, slots=True)
class Bar:
    """One act. `verdict` in words, `css` of its tag; unknown names are those of the coverage."""

    act: ActCoverage
    mode: str
    obligation: str
    verdict: str
    css: str
    marks: list[Any]
    wanted_words: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.act, name)

    @property
    def late_words(self) -> str:
        return lasting(self.act.late) if self.act.late else ""

    @property
    def described(self) -> str:
        """The picture in a sentence."""
        gaps = f"，间断{len(self.act.gaps)}处" if self.act.gaps else "，没有间断"
        return f"{self.act.title}的记录覆盖：实录{self.act.percent}%{gaps}"


def bars(acts: Sequence[ActCoverage], pack: law.Pack) -> list[Bar]:
    limit = pack.limits.get("av_obligation")
    modes = pack.catalogues.get("av_modes")
    return [
        Bar(
            one,
            _title(modes, one.mode),
            limit.words.get(one.obligation, "") if limit else "",
            *_verdict(one),
            _marks(one),
            "、".join(_title(pack.catalogues.get("av_media"), medium) for medium in one.wanted),
        )
        for one in acts
    ]


def _verdict(one: ActCoverage) -> tuple[str, str]:
    if one.percent is not None:
        return f"实录 {one.percent}%", "is-warn" if one.unexplained else "is-ok"
    if one.only_stills:
        return f"只有照片 {len(one.shots)} 张", "is-warn"
    if one.shots:
        return f"已存 {len(one.shots)} 段", "is-ok"
    if one.exempt:
        return "批准免予记录", "is-ok"
    if one.stated:
        return "已登记，没有存入文件", "is-warn"
    return "没有记录", "is-warn" if one.obligation != "may" else ""


def _marks(one: ActCoverage) -> list[Any]:
    if one.start is None or one.end is None:
        return []
    return [one.start + (one.end - one.start) * place / (MARKS - 1) for place in range(MARKS)]


def _title(catalogue: Any, row_id: str) -> str:
    row = catalogue.row_of(row_id) if catalogue else None
    return row.title if row else ""
