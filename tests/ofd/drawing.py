"""Draws a page of an OFD document from its own data with Pillow: fonts, glyph places, paths and pictures as the file has them."""

from __future__ import annotations

import io
import math
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFont

from mingjing.ofd.read import Document, Page, tag

OVER = 3  # drawn larger, then made smaller: smooth edges


def drawn(document: Document, page: Page, scale: float) -> Image.Image:
    """`scale` in pixels a millimetre."""
    factor = scale * OVER
    size = (round(page.width * factor), round(page.height * factor))
    sheet = Image.new("RGB", size, "white")
    for one in page.objects:
        layer = Image.new("RGBA", size, (0, 0, 0, 0))
        if one.tag == tag("TextObject"):
            _text(layer, one, document, factor)
        elif one.tag == tag("PathObject"):
            _path(layer, one, factor)
        elif one.tag == tag("ImageObject"):
            _picture(layer, one, document, factor)
        sheet.paste(layer, (0, 0), layer)
    return sheet.resize((round(page.width * scale), round(page.height * scale)), Image.Resampling.LANCZOS)


def places(one: Any) -> list[tuple[str, int, float, float]]:
    """Character, glyph and place (mm on the page) of each letter of a text object."""
    code = one.find(tag("TextCode"))
    glyphs = [int(number) for found in one.iter(tag("Glyphs")) for number in found.text.split()]
    x, y = float(code.get("X")), float(code.get("Y"))
    found = []
    steps_x, steps_y = _steps(code, "DeltaX"), _steps(code, "DeltaY")
    matrix = _matrix(one)
    left, top, *_ = (float(number) for number in one.get("Boundary").split())
    for place, (char, glyph) in enumerate(zip(code.text, glyphs, strict=True)):
        found.append((char, glyph, *_moved(matrix, x, y, left, top)))
        x += steps_x[place] if place < len(steps_x) else 0
        y += steps_y[place] if place < len(steps_y) else 0
    return found


def _text(layer: Image.Image, one: Any, document: Document, factor: float) -> None:
    colour = _colour(one.find(tag("FillColor")), one)
    a, b, *_ = _matrix(one)
    size = float(one.get("Size"))
    grown = (a * a + b * b) ** 0.5
    font = ImageFont.truetype(
        io.BytesIO(document.fonts[one.get("Font")]), max(round(size * grown * factor), 1)
    )
    draw = ImageDraw.Draw(layer)
    for char, _, x, y in places(one):
        if b == 0:
            draw.text((x * factor, y * factor), char, fill=colour, font=font, anchor="ls")
        else:
            _turned(layer, char, font, colour, (x * factor, y * factor), _matrix(one))


def _turned(
    layer: Image.Image, char: str, font: Any, colour: Any, at: tuple[float, float], matrix: Any
) -> None:
    half = font.size * 2
    stamp = Image.new("RGBA", (half * 2, half * 2), (0, 0, 0, 0))
    ImageDraw.Draw(stamp).text((half, half), char, fill=colour, font=font, anchor="ls")
    stamp = stamp.rotate(
        -math.degrees(math.atan2(matrix[1], matrix[0])),
        center=(half, half),
        resample=Image.Resampling.BICUBIC,
    )
    layer.alpha_composite(stamp, (max(round(at[0]) - half, 0), max(round(at[1]) - half, 0)))


def _path(layer: Image.Image, one: Any, factor: float) -> None:
    left, top, *_ = (float(number) for number in one.get("Boundary").split())
    outlines = [[((x + left) * factor, (y + top) * factor) for x, y in part] for part in _outlines(one)]
    if one.get("Fill") == "true":
        fill = _colour(one.find(tag("FillColor")), one)
        # Even-odd by turning: outlines within outlines are holes.
        mask = Image.new("1", layer.size, 0)
        for part in outlines:
            if len(part) > 2:
                own = Image.new("1", layer.size, 0)
                ImageDraw.Draw(own).polygon(part, fill=1)
                mask = (
                    ImageChops.logical_xor(mask, own)
                    if one.get("Rule") == "Even-Odd"
                    else ImageChops.logical_or(mask, own)
                )
        layer.paste(fill, (0, 0), mask)
    if one.get("Stroke") == "true":
        width = max(round(float(one.get("LineWidth", "0.353")) * factor), 1)
        for part in outlines:
            ImageDraw.Draw(layer).line(
                part, fill=_colour(one.find(tag("StrokeColor")), one), width=width, joint="curve"
            )


def _outlines(one: Any) -> list[list[tuple[float, float]]]:
    words = one.findtext(tag("AbbreviatedData")).split()
    found: list[list[tuple[float, float]]] = []
    at = 0
    while at < len(words):
        letter, at = words[at], at + 1
        take = {"M": 2, "L": 2, "B": 6, "C": 0}[letter]
        numbers = [float(word) for word in words[at : at + take]]
        at += take
        if letter == "M":
            found.append([(numbers[0], numbers[1])])
        elif letter == "L":
            found[-1].append((numbers[0], numbers[1]))
        elif letter == "B":
            start = found[-1][-1]
            for step in range(1, 13):
                t = step / 12
                points = [start, numbers[0:2], numbers[2:4], numbers[4:6]]
                weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                found[-1].append(
                    tuple(sum(w * p[axis] for w, p in zip(weights, points, strict=True)) for axis in (0, 1))
                )
        else:
            found[-1].append(found[-1][0])
    return found


def _picture(layer: Image.Image, one: Any, document: Document, factor: float) -> None:
    a, _, _, d, e, f = _matrix(one)
    left, top, *_ = (float(number) for number in one.get("Boundary").split())
    picture = Image.open(io.BytesIO(document.pictures[one.get("ResourceID")])).convert("RGBA")
    size = (max(round(abs(a) * factor), 1), max(round(abs(d) * factor), 1))
    layer.alpha_composite(picture.resize(size), (round((left + e) * factor), round((top + f) * factor)))


def _steps(code: Any, name: str) -> list[float]:
    return [float(one) for one in (code.get(name) or "").split()]


def _matrix(one: Any) -> tuple[float, ...]:
    return tuple(float(word) for word in (one.get("CTM") or "1 0 0 1 0 0").split())


def _moved(matrix: tuple[float, ...], x: float, y: float, left: float, top: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e + left, b * x + d * y + f + top


def _colour(found: Any, one: Any) -> tuple[int, ...]:
    told = [int(word) for word in found.get("Value").split()]
    return (*told, round(int(found.get("Alpha", "255")) * int(one.get("Alpha", "255")) / 255))
