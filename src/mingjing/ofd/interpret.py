"""The content of a PDF page as marks: the operators that typst writes, and the common rest of ISO 32000-1 8 and 9."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

from .errors import CannotConvert
from .fonts import Fonts
from .marks import Colour, Drawing, Path, Picture, Sheet, Text
from .matrix import IDENTITY, Matrix, Point, moved, scale_of, times

MM = 25.4 / 72
_CAPS, _JOINS = ("Butt", "Round", "Square"), ("Miter", "Round", "Bevel")
_DEEPEST = 12  # forms within forms


@dataclass(frozen=True, slots=True)
class State:
    """The graphics state; `ctm` leads to millimetres of the page."""

    ctm: Matrix
    fill: Colour = (0, 0, 0)
    stroke: Colour = (0, 0, 0)
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    width: float = 1.0
    dash: tuple[float, ...] = ()
    cap: int = 0
    join: int = 0
    font: str = ""
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    shown: int = 0
    clips: tuple[Path, ...] = ()


def sheet(page: pikepdf.Page, fonts: Fonts) -> Sheet:
    """One page. Raises CannotConvert for an operator or a font that this writer doesn't carry over."""
    left, bottom, right, top = (float(one) for one in page.mediabox)
    made = Sheet((right - left) * MM, (top - bottom) * MM)
    start: Matrix = (MM, 0.0, 0.0, -MM, -left * MM, top * MM)
    Interpreter(made, fonts, State(start)).run(page, page.obj.get("/Resources", pikepdf.Dictionary()))
    return made


@dataclass
class Interpreter:
    """Runs content streams; marks are put on `sheet` in their order."""

    sheet: Sheet
    fonts: Fonts
    state: State
    depth: int = 0
    kept: list[State] = field(default_factory=list)
    segments: list[tuple[str, tuple[Point, ...]]] = field(default_factory=list)
    clip_next: bool = False
    text: Matrix = IDENTITY
    line: Matrix = IDENTITY
    resources: Any = None

    def run(self, stream: Any, resources: Any) -> None:
        outer, self.resources = self.resources, resources
        for one in pikepdf.parse_content_stream(stream):
            name = str(one.operator)
            act = _OPERATORS.get(name)
            if act is None:
                raise CannotConvert(f"PDF含有本系统不转换的操作“{name}”。")
            act(self, list(one.operands))
        self.resources = outer

    def change(self, **told: Any) -> None:
        self.state = replace(self.state, **told)

    # paths
    def point(self, x: Any, y: Any) -> Point:
        return moved(self.state.ctm, float(x), float(y))

    def add(self, letter: str, *points: Point) -> None:
        self.segments.append((letter, points))

    def rectangle(self, told: Sequence[Any]) -> None:
        x, y, w, h = (float(one) for one in told)
        self.add("M", self.point(x, y))
        for corner in ((x + w, y), (x + w, y + h), (x, y + h)):
            self.add("L", self.point(*corner))
        self.add("C")

    def paint(
        self, *, fill: bool = False, stroke: bool = False, close: bool = False, even_odd: bool = False
    ) -> None:
        if close:
            self.add("C")
        path, state = Path(tuple(self.segments)), self.state
        self.segments = []
        if (fill or stroke) and path.segments:
            scale = scale_of(state.ctm)
            self.sheet.marks.append(
                Drawing(
                    path,
                    state.fill if fill else None,
                    state.stroke if stroke else None,
                    state.width * scale,
                    even_odd,
                    tuple(one * scale for one in state.dash),
                    _CAPS[state.cap],
                    _JOINS[state.join],
                    state.fill_alpha,
                    state.stroke_alpha,
                    state.clips,
                )
            )
        if self.clip_next and path.segments:
            self.change(clips=(*state.clips, path))
        self.clip_next = False

    # text
    def show(self, pieces: Sequence[Any]) -> None:
        """`TJ`: texts and distances in thousandths of the size."""
        state = self.state
        font = self.fonts.of(self.resources, state.font)
        if state.shown not in (0, 3):
            raise CannotConvert("PDF含有本系统不转换的文字描边。")
        glyphs: list[int] = []
        chars: list[str] = []
        places: list[Point] = []
        x = 0.0
        for piece in pieces:
            if not isinstance(piece, pikepdf.String):
                x -= float(piece) / 1000 * state.size * state.stretch
                continue
            for code in font.codes(bytes(piece)):
                glyphs.append(font.glyph(code))
                chars.append(font.text(code))
                places.append((x, state.rise))
                gap = state.char_space + (state.word_space if chars[-1] == " " else 0.0)
                x += (font.width(code) / 1000 * state.size + gap) * state.stretch
        whole = times(self.text, state.ctm)
        if glyphs and state.shown == 0:
            self.sheet.marks.append(_run(font.key, state, whole, glyphs, chars, places))
        self.text = times((1.0, 0.0, 0.0, 1.0, x, 0.0), self.text)

    def next_line(self, x: float, y: float) -> None:
        self.line = times((1.0, 0.0, 0.0, 1.0, x, y), self.line)
        self.text = self.line

    # the rest
    def graphics(self, name: Any) -> None:
        told = self.resources.ExtGState[name]
        for key, what in (("/ca", "fill_alpha"), ("/CA", "stroke_alpha"), ("/LW", "width")):
            if key in told:
                self.change(**{what: float(told[key])})

    def xobject(self, name: Any) -> None:
        found = self.resources.XObject[name]
        if found.Subtype == "/Image":
            self.sheet.marks.append(
                Picture(
                    _png(found),
                    times((1.0, 0.0, 0.0, -1.0, 0.0, 1.0), self.state.ctm),
                    self.state.fill_alpha,
                    self.state.clips,
                )
            )
            return
        if self.depth == _DEEPEST:
            raise CannotConvert("PDF的表单嵌套过深。")
        matrix = _matrix(found.get("/Matrix", IDENTITY))
        state = replace(self.state, ctm=times(matrix, self.state.ctm))
        inner = Interpreter(self.sheet, self.fonts, state, self.depth + 1)
        inner.run(found, found.get("/Resources", self.resources))


def _run(
    key: str, state: State, whole: Matrix, glyphs: list[int], chars: list[str], places: list[Point]
) -> Text:
    """On the page itself when the letters stand upright, else with the matrix that turns them."""
    a, b, c, d, _, _ = whole
    told = {
        "font": key, "glyphs": tuple(glyphs), "chars": tuple(chars), "colour": state.fill, "alpha": state.fill_alpha,
        "clips": state.clips,
    }  # fmt: skip
    upright = abs(b) < 1e-9 and abs(c) < 1e-9 and a > 0 and abs(a + d) < 1e-6 * a and state.stretch == 1.0
    if upright:
        return Text(size=state.size * a, at=tuple(moved(whole, x, y) for x, y in places), **told)  # type: ignore[arg-type]
    # OFD draws letters with y downwards: turn them over before the matrix.
    turned = times((state.stretch, 0.0, 0.0, -1.0, 0.0, 0.0), whole)
    at = tuple((x / state.stretch, -y) for x, y in places)
    return Text(size=state.size, at=at, matrix=turned, **told)  # type: ignore[arg-type]


def _png(image: Any) -> bytes:
    out = io.BytesIO()
    picture = pikepdf.PdfImage(image).as_pil_image()
    if "/SMask" in image:
        mask = pikepdf.PdfImage(image.SMask).as_pil_image().convert("L").resize(picture.size)
        picture = picture.convert("RGB")
        picture.putalpha(mask)
    elif picture.mode not in ("1", "L", "RGB"):
        picture = picture.convert("RGB")
    picture.save(out, "PNG")
    return out.getvalue()


def _colour(told: Sequence[Any]) -> Colour:
    """Gray, RGB or CMYK by the number of components."""
    values = [min(max(float(one), 0.0), 1.0) for one in told if not isinstance(one, pikepdf.Name)]
    if len(values) == 1:
        values = values * 3
    elif len(values) == 4:
        values = [(1 - one) * (1 - values[3]) for one in values[:3]]
    if len(values) != 3:
        raise CannotConvert("PDF含有本系统不转换的颜色。")
    red, green, blue = (round(one * 255) for one in values)
    return red, green, blue


def _matrix(told: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in told)
    return a, b, c, d, e, f


def _save(one: Interpreter, _: list[Any]) -> None:
    one.kept.append(one.state)


def _restore(one: Interpreter, _: list[Any]) -> None:
    if one.kept:
        one.state = one.kept.pop()


def _begin(one: Interpreter, _: list[Any]) -> None:
    one.text = one.line = IDENTITY


def _set_text(one: Interpreter, told: list[Any]) -> None:
    one.text = one.line = _matrix(told)


def _leading(one: Interpreter, told: list[Any]) -> None:
    one.change(leading=-float(told[1]))
    one.next_line(float(told[0]), float(told[1]))


def _clip(one: Interpreter, _: list[Any]) -> None:
    one.clip_next = True


def _dash(one: Interpreter, told: list[Any]) -> None:
    lengths = [float(length) for length in told[0]]
    one.change(dash=(*lengths, float(told[1])) if lengths else ())


def _nothing(one: Interpreter, _: list[Any]) -> None:
    """Marked content, colour spaces (their components tell), hints."""


Operator = Callable[[Interpreter, list[Any]], None]
_OPERATORS: Mapping[str, Operator] = {
    "q": _save,
    "Q": _restore,
    "cm": lambda one, told: one.change(ctm=times(_matrix(told), one.state.ctm)),
    "w": lambda one, told: one.change(width=float(told[0])),
    "J": lambda one, told: one.change(cap=int(told[0])),
    "j": lambda one, told: one.change(join=int(told[0])),
    "d": _dash,
    "gs": lambda one, told: one.graphics(told[0]),
    "m": lambda one, told: one.add("M", one.point(*told)),
    "l": lambda one, told: one.add("L", one.point(*told)),
    "c": lambda one, told: one.add("B", one.point(*told[0:2]), one.point(*told[2:4]), one.point(*told[4:6])),
    "h": lambda one, told: one.add("C"),
    "re": lambda one, told: one.rectangle(told),
    "f": lambda one, told: one.paint(fill=True),
    "F": lambda one, told: one.paint(fill=True),
    "f*": lambda one, told: one.paint(fill=True, even_odd=True),
    "S": lambda one, told: one.paint(stroke=True),
    "s": lambda one, told: one.paint(stroke=True, close=True),
    "B": lambda one, told: one.paint(fill=True, stroke=True),
    "B*": lambda one, told: one.paint(fill=True, stroke=True, even_odd=True),
    "b": lambda one, told: one.paint(fill=True, stroke=True, close=True),
    "n": lambda one, told: one.paint(),
    "W": _clip,
    "W*": _clip,
    "BT": _begin,
    "ET": _nothing,
    "Tf": lambda one, told: one.change(font=str(told[0]), size=float(told[1])),
    "Tm": _set_text,
    "Td": lambda one, told: one.next_line(float(told[0]), float(told[1])),
    "TD": _leading,
    "T*": lambda one, told: one.next_line(0.0, -one.state.leading),
    "Tc": lambda one, told: one.change(char_space=float(told[0])),
    "Tw": lambda one, told: one.change(word_space=float(told[0])),
    "Tz": lambda one, told: one.change(stretch=float(told[0]) / 100),
    "TL": lambda one, told: one.change(leading=float(told[0])),
    "Ts": lambda one, told: one.change(rise=float(told[0])),
    "Tr": lambda one, told: one.change(shown=int(told[0])),
    "Tj": lambda one, told: one.show(told),
    "TJ": lambda one, told: one.show(list(told[0])),
    "Do": lambda one, told: one.xobject(told[0]),
    **dict.fromkeys(("g", "rg", "k", "sc", "scn"), lambda one, told: one.change(fill=_colour(told))),
    **dict.fromkeys(("G", "RG", "K", "SC", "SCN"), lambda one, told: one.change(stroke=_colour(told))),
    **dict.fromkeys(("cs", "CS", "M", "i", "ri", "BDC", "BMC", "EMC", "MP", "DP"), _nothing),
}
