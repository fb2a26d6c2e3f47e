"""Writing a drawing as SVG 1.1: attributes only, no style and no script, so that it stands under a strict CSP."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from .drawing import SIZES, Band, Box, Drawing, Edge, Line
from .lettering import clean

FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_INK = {
    "heading": "#0d2842", "title": "#14212e", "stage": "#14212e", "text": "#3f4f5d", "small": "#51616f", "gate": "#a8201a", "stamp": "#1a4b78",
    "clock": "#7d4e00", "next": "#1a4b78", "mark": "#14212e",
}  # fmt: skip
_BOLD = {"heading", "title", "stage", "next", "mark", "stamp"}
_BOX = {
    "stage": ("#e9f1f8", "#1a4b78", "1.6"), "act": ("#ffffff", "#8199ad", "1.2"), "fork": ("#fdf2dc", "#9a6b10", "1.2"),
    "more": ("#f2f5f7", "#8199ad", "1"),
}  # fmt: skip
_STATE = {
    "done": ("#e5f3eb", "#17663f", "1.6"), "open": ("#ffffff", "#1a4b78", "2.6"), "wait": ("#fdf2dc", "#7d4e00", "2"),
    "late": ("#fbeae8", "#a8201a", "2.6"), "now": ("#d4e4f2", "#0d2842", "3"),
}  # fmt: skip
_EDGE = {
    "next": ("#1a4b78", "2", ""), "order": ("#8199ad", "1.4", "2 4"), "jump": ("#1a4b78", "1.4", ""),
    "clock": ("#55748f", "1.4", ""), "gate": ("#55748f", "1.4", ""), "maybe": ("#55748f", "1.3", "5 4"),
    "back": ("#a8201a", "1.3", "5 4"),
}  # fmt: skip
Href = Callable[[Box], str]


def svg(
    drawing: Drawing, href: Href | None = None, size: tuple[str, str] | None = None, name: str = "chart"
) -> str:
    """The drawing. `href` gives each box its link ("" = none); without links the whole is one image to a reader.

    `size` = width and height with units, for paper. `name` keeps ids apart when several drawings stand on one page.
    """
    role = "group" if href else "img"
    box = f"0 0 {_n(drawing.width)} {_n(drawing.height)}"
    measure = f' width="{size[0]}" height="{size[1]}"' if size else ""
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mj-chart" viewBox="{box}"{measure} role="{role}" '
        f'aria-labelledby="{name}-t {name}-d" font-family="{FONT}">',
        f'<title id="{name}-t">{_text(drawing.title)}</title><desc id="{name}-d">{_text(drawing.said)}</desc>',
        f"<defs>{''.join(_head(name, kind) for kind in _EDGE if kind != 'order')}</defs>",
        f'<rect width="{_n(drawing.width)}" height="{_n(drawing.height)}" fill="#ffffff"/>',
        *(_band(band) for band in drawing.bands),
        *(_edge(edge, name) for edge in drawing.edges),
        *(_line(word) for word in drawing.words),
        *(_box(one, href(one) if href else "") for one in drawing.boxes),
        "</svg>",
    ]
    return "\n".join(rows) + "\n"


def _head(name: str, kind: str) -> str:
    return (
        f'<marker id="{name}-{kind}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5L8 4L0 7.5z" fill="{_EDGE[kind][0]}"/></marker>'
    )


def _band(band: Band) -> str:
    fill, stroke = ("#eef5fb", "#1a4b78") if band.state == "now" else ("#f8fafb", "#c9d5df")
    return f'<rect x="{_n(band.x)}" y="{_n(band.y)}" width="{_n(band.width)}" height="{_n(band.height)}" rx="8" fill="{fill}" stroke="{stroke}"/>'


def _edge(edge: Edge, name: str) -> str:
    colour, width, dashes = _EDGE[edge.kind]
    points = "L".join(f"{_n(x)} {_n(y)}" for x, y in edge.path)
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    head = "" if edge.kind == "order" else f' marker-end="url(#{name}-{edge.kind})"'
    return f'<path d="M{points}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"{dash}{head}/>'


def _box(box: Box, link: str) -> str:
    fill, stroke, thick = _STATE.get(box.state) or _BOX[box.kind]
    dash = ' stroke-dasharray="4 3"' if box.kind == "more" else ""
    radius = 16 if box.kind == "fork" else 6
    parts = [
        f'<rect x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}" rx="{radius}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{thick}"{dash}/>',
        *(_line(line, box) for line in box.lines),
        *([_lock(box)] if box.gates else []),
    ]
    kind = f"mj-box is-{box.kind}{' is-' + box.state if box.state else ''}"
    inner = "".join(parts)
    if not link:
        return f'<g class="{kind}">{inner}</g>'
    return f'<a href={_attribute(link)} class="{kind}" aria-label={_attribute(box.said)}>{inner}</a>'


def _line(line: Line, box: Box | None = None) -> str:
    x, y = (box.x, box.y) if box else (0, 0)
    bold = ' font-weight="600"' if line.style in _BOLD else ""
    return (
        f'<text x="{_n(x + line.x)}" y="{_n(y + line.y)}" font-size="{SIZES[line.style]}" fill="{_INK[line.style]}"{bold}>'
        f"{_text(line.text)}</text>"
    )


def _lock(box: Box) -> str:
    """A lock and the number of gates, in the upper right corner."""
    x, y = box.x + box.width - 10, box.y + 22
    shift = x - 8 * len(str(box.gates)) - 13
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="12" text-anchor="end" fill="#a8201a">{box.gates}</text>'
        f'<path transform="translate({_n(shift)} {_n(y - 10)})" d="M2.5 4.5v-1.5a3 3 0 0 1 6 0v1.5M1 4.5h9v6h-9z" fill="none" '
        'stroke="#a8201a" stroke-width="1.3"/>'
    )


def _n(value: float) -> str:
    """At most one decimal, no trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def _text(text: str) -> str:
    return escape(clean(text))


def _attribute(text: str) -> str:
    return quoteattr(clean(text))
