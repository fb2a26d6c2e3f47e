"""Writes the parts of an OFD document (GB/T 33190-2016 chapters 6 to 11) into its ZIP."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from .fonts import Font
from .marks import Colour, Drawing, Path, Picture, Sheet, Text
from .matrix import IDENTITY, Point, moved

NAMESPACE = "http://www.ofdspec.org/2016"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = f'xmlns:ofd="{NAMESPACE}"'


def written(sheets: Sequence[Sheet], fonts: Sequence[Font], *, title: str, number: str, dated: str) -> bytes:
    """The ZIP; names in a fixed order, without times, so that equal documents are equal bytes."""
    parts = _Parts(sheets, fonts)
    content = {
        f"Doc_0/Pages/Page_{place}/Content.xml": parts.page(one).encode() for place, one in enumerate(sheets)
    }
    resources = {
        "Doc_0/PublicRes.xml": parts.public().encode(),
        "Doc_0/DocumentRes.xml": parts.pictures().encode(),
        **{f"Doc_0/Res/{font.key}{_ending(font)}": font.embedded for font in fonts},
        **{f"Doc_0/Res/image_{place}.png": png for place, png in enumerate(parts.images)},
    }
    files = {"Doc_0/Document.xml": parts.document().encode(), **resources, **content}
    identity = hashlib.sha256(
        b"".join(name.encode() + data for name, data in sorted(files.items()))
    ).hexdigest()[:32]
    card = (
        f"<ofd:DocID>{identity}</ofd:DocID><ofd:Title>{escape(title)}</ofd:Title>"
        + (f"<ofd:Subject>{escape(number)}</ofd:Subject>" if number else "")
        + (f"<ofd:CreationDate>{escape(dated)}</ofd:CreationDate>" if dated else "")
        + "<ofd:Creator>明镜</ofd:Creator>"
    )
    root = (
        f'{_HEAD}<ofd:OFD {_XMLNS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>{card}</ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>\n"
    )
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in {"OFD.xml": root.encode(), **files}.items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


class _Parts:
    """Gives out the ids: fonts first, then pictures, pages, layers and objects as they come."""

    def __init__(self, sheets: Sequence[Sheet], fonts: Sequence[Font]) -> None:
        self.sheets, self.fonts = sheets, fonts
        self.images = list(
            dict.fromkeys(mark.png for one in sheets for mark in one.marks if isinstance(mark, Picture))
        )
        self.last = 0
        self.font_ids = {font.key: self.take() for font in fonts}
        self.image_ids = {png: self.take() for png in self.images}
        self.page_ids = [self.take() for _ in sheets]

    def take(self) -> int:
        self.last += 1
        return self.last

    def document(self) -> str:
        """Written last but one: it says the largest id."""
        first = self.sheets[0] if self.sheets else Sheet(210, 297)
        pages = "".join(
            f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{place}/Content.xml"/>'
            for place, number in enumerate(self.page_ids)
        )
        return (
            f"{_HEAD}<ofd:Document {_XMLNS}><ofd:CommonData><ofd:MaxUnitID>{self.last}</ofd:MaxUnitID>"
            f"<ofd:PageArea><ofd:PhysicalBox>0 0 {mm(first.width)} {mm(first.height)}</ofd:PhysicalBox></ofd:PageArea>"
            "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
            f"</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>\n"
        )

    def public(self) -> str:
        rows = "".join(
            f'<ofd:Font ID="{self.font_ids[font.key]}" FontName={quoteattr(font.name)} FamilyName={quoteattr(font.name)}>'
            f"<ofd:FontFile>{font.key}{_ending(font)}</ofd:FontFile></ofd:Font>"
            for font in self.fonts
        )
        return f'{_HEAD}<ofd:Res {_XMLNS} BaseLoc="Res"><ofd:Fonts>{rows}</ofd:Fonts></ofd:Res>\n'

    def pictures(self) -> str:
        rows = "".join(
            f'<ofd:MultiMedia ID="{self.image_ids[png]}" Type="Image" Format="PNG"><ofd:MediaFile>image_{place}.png</ofd:MediaFile></ofd:MultiMedia>'
            for place, png in enumerate(self.images)
        )
        inner = f"<ofd:MultiMedias>{rows}</ofd:MultiMedias>" if rows else ""
        return f'{_HEAD}<ofd:Res {_XMLNS} BaseLoc="Res">{inner}</ofd:Res>\n'

    def page(self, sheet: Sheet) -> str:
        layer = self.take()
        marks = "".join(self._mark(one, sheet) for one in sheet.marks)
        return (
            f"{_HEAD}<ofd:Page {_XMLNS}><ofd:Area><ofd:PhysicalBox>0 0 {mm(sheet.width)} {mm(sheet.height)}</ofd:PhysicalBox></ofd:Area>"
            f'<ofd:Content><ofd:Layer ID="{layer}" Type="Body">{marks}</ofd:Layer></ofd:Content></ofd:Page>\n'
        )

    def _mark(self, mark: Text | Drawing | Picture, sheet: Sheet) -> str:
        whole = f"0 0 {mm(sheet.width)} {mm(sheet.height)}"
        match mark:
            case Text():
                return self._text(mark, whole)
            case Drawing():
                return self._drawing(mark, whole)
            case Picture():
                return self._picture(mark, whole)

    def _text(self, mark: Text, whole: str) -> str:
        font = self.font_ids[mark.font]
        box, origin = whole, (0.0, 0.0)
        if mark.matrix == IDENTITY and not mark.clips:
            xs, ys = [x for x, _ in mark.at], [y for _, y in mark.at]
            origin = (min(xs), min(ys) - mark.size)
            box = f"{mm(origin[0])} {mm(origin[1])} {mm(max(xs) - min(xs) + mark.size)} {mm(mark.size * 1.5)}"
        start_x, start_y = mark.at[0][0] - origin[0], mark.at[0][1] - origin[1]
        turned = "" if mark.matrix == IDENTITY else f' CTM="{" ".join(number(one) for one in mark.matrix)}"'
        alpha = "" if mark.alpha == 1 else f' Alpha="{round(mark.alpha * 255)}"'
        glyphs = " ".join(str(one) for one in mark.glyphs)
        text = "".join(mark.chars)
        single = all(len(one) == 1 for one in mark.chars)
        transform = (
            f'<ofd:CGTransform CodePosition="0" CodeCount="{len(text)}" GlyphCount="{len(mark.glyphs)}"><ofd:Glyphs>{glyphs}</ofd:Glyphs></ofd:CGTransform>'
            if single
            else _transforms(mark)
        )
        steps_x, steps_y = _steps(mark, 0), _steps(mark, 1)
        deltas = f' DeltaX="{" ".join(steps_x)}"' if steps_x else ""
        deltas += f' DeltaY="{" ".join(steps_y)}"' if any(float(one) for one in steps_y) else ""
        return (
            f'<ofd:TextObject ID="{self.take()}" Boundary="{box}"{turned}{alpha} Font="{font}" Size="{number(mark.size)}">'
            f'{_clips(mark.clips, whole)}<ofd:FillColor Value="{_colour(mark.colour)}"/>{transform}'
            f'<ofd:TextCode X="{number(start_x)}" Y="{number(start_y)}"{deltas}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def _drawing(self, mark: Drawing, whole: str) -> str:
        told = f' Stroke="{_yes(mark.stroke is not None)}" Fill="{_yes(mark.fill is not None)}"'
        if mark.stroke is not None:
            told += f' LineWidth="{number(mark.width)}"'
            told += f' Cap="{mark.cap}"' if mark.cap != "Butt" else ""
            told += f' Join="{mark.join}"' if mark.join != "Miter" else ""
            if mark.dash:
                told += f' DashPattern="{" ".join(number(one) for one in mark.dash[:-1])}" DashOffset="{number(mark.dash[-1])}"'
        told += ' Rule="Even-Odd"' if mark.even_odd else ""
        box, origin = whole, (0.0, 0.0)
        if not mark.clips:
            box, origin = _box(mark.path, mark.width if mark.stroke is not None else 0.0)
        colours = _fill("StrokeColor", mark.stroke, mark.stroke_alpha) + _fill(
            "FillColor", mark.fill, mark.fill_alpha
        )
        return (
            f'<ofd:PathObject ID="{self.take()}" Boundary="{box}"{told}>{_clips(mark.clips, whole)}'
            f"{colours}<ofd:AbbreviatedData>{_data(mark.path, origin)}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def _picture(self, mark: Picture, whole: str) -> str:
        corners = [moved(mark.matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        box = f"{mm(left)} {mm(top)} {mm(max(x for x, _ in corners) - left)} {mm(max(y for _, y in corners) - top)}"
        if mark.clips:
            box, left, top = whole, 0.0, 0.0
        a, b, c, d, e, f = mark.matrix
        matrix = " ".join(number(one) for one in (a, b, c, d, e - left, f - top))
        alpha = "" if mark.alpha == 1 else f' Alpha="{round(mark.alpha * 255)}"'
        return (
            f'<ofd:ImageObject ID="{self.take()}" Boundary="{box}" CTM="{matrix}"{alpha} ResourceID="{self.image_ids[mark.png]}">'
            f"{_clips(mark.clips, whole)}</ofd:ImageObject>"
        )


def mm(value: float) -> str:
    """A length with four decimals: a ten-thousandth of a millimetre."""
    return number(value, 4)


def number(value: float, digits: int = 5) -> str:
    """Without an exponent, zeros and "-0"."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _transforms(mark: Text) -> str:
    """One for each glyph where a glyph stands for several characters."""
    made, place = [], 0
    for glyph, text in zip(mark.glyphs, mark.chars, strict=True):
        made.append(
            f'<ofd:CGTransform CodePosition="{place}" CodeCount="{len(text)}" GlyphCount="1"><ofd:Glyphs>{glyph}</ofd:Glyphs></ofd:CGTransform>'
        )
        place += len(text)
    return "".join(made)


def _steps(mark: Text, axis: int) -> list[str]:
    """Distances between characters; those that share a glyph stand on one place."""
    steps: list[str] = []
    for place, text in enumerate(mark.chars):
        steps += ["0"] * (len(text) - 1)
        if place + 1 < len(mark.chars):
            steps.append(number(mark.at[place + 1][axis] - mark.at[place][axis]))
    return steps


def _box(path: Path, width: float) -> tuple[str, Point]:
    xs, ys = [x for x, _ in path.points], [y for _, y in path.points]
    pad = width / 2
    left, top = min(xs) - pad, min(ys) - pad
    return f"{mm(left)} {mm(top)} {mm(max(xs) - left + pad)} {mm(max(ys) - top + pad)}", (left, top)


def _data(path: Path, origin: Point) -> str:
    said = []
    for letter, points in path.segments:
        said.append(letter)
        for x, y in points:
            said += [number(x - origin[0], 4), number(y - origin[1], 4)]
    return " ".join(said)


def _clips(clips: Sequence[Path], whole: str) -> str:
    rows = "".join(
        f'<ofd:Clip><ofd:Area><ofd:Path Boundary="{whole}" Fill="true" Stroke="false"><ofd:AbbreviatedData>{_data(one, (0.0, 0.0))}'
        "</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip>"
        for one in clips
    )
    return f"<ofd:Clips>{rows}</ofd:Clips>" if rows else ""


def _fill(tag: str, colour: Colour | None, alpha: float) -> str:
    if colour is None:
        return ""
    told = "" if alpha == 1 else f' Alpha="{round(alpha * 255)}"'
    return f'<ofd:{tag} Value="{_colour(colour)}"{told}/>'


def _colour(colour: Colour) -> str:
    return " ".join(map(str, colour))


def _yes(value: bool) -> str:
    return "true" if value else "false"


def _ending(font: Font) -> str:
    return ".otf" if font.file[:4] == b"OTTO" else ".ttf"
