"""Pages as PDF: every letter a glyph of a Type 3 font made from its outline, and nothing that differs by the day.

Matplotlib lays out words and formulas and has the outlines. Its own PDFs take ten times as long, and hold formulas as
shapes by the hundred kilobytes; here, each glyph is in the file once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from viz.classroom.sheets.pages import Graph, Item, Page, Rule
from viz.classroom.sheets.typesetting import Kind, Run, extent, font, letterer, quiet_about_letters, readable
from viz.rendering.layout import Letters, Outline, Point

__all__ = ["pdf_of"]

_EM = 1000  # units of a glyph's outline
_SCALE = 100.0  # Matplotlib's letters, when it takes them apart
_MOST = 256  # glyphs of one font
_COLORS = {"black": "#000000", "white": "#ffffff"}


class _Glyph(NamedTuple):
    """A letter, where it stands: in letters of one point."""

    outline: str
    x: float
    y: float
    size: float


_Bar: TypeAlias = tuple[float, float, float, float]
"""That of a fraction: left, bottom, width, height."""


@lru_cache(maxsize=16384)
def _letters(kind: Kind, content: str) -> tuple[tuple[_Glyph, ...], tuple[_Bar, ...]]:
    """The glyphs of a run, and the bars of its fractions."""
    from matplotlib.font_manager import findfont, get_font

    if kind == "math":
        placed, outlines, bars = letterer().get_glyphs_mathtext(font(kind), f"${readable(content)}$")
    else:
        face = get_font(findfont(font(kind, content)))
        face.set_size(_SCALE, 72)
        with quiet_about_letters():
            placed, outlines, bars = letterer().get_glyphs_with_font(face, content)
    glyphs = tuple(
        _Glyph(_drawing(*outlines[name]), float(x) / _SCALE, float(y) / _SCALE, float(size))
        for name, x, y, size in placed
    )
    corners = ([(float(x) / _SCALE, float(y) / _SCALE) for x, y in bar[:4]] for bar, _ in bars)
    return glyphs, tuple((a[0], a[1], c[0] - a[0], c[1] - a[1]) for a, _, c, _ in corners)


def _drawing(points: Iterable[Sequence[float]], codes: Iterable[int]) -> str:
    """An outline in the operators of PDF; conics become cubics."""
    said, waiting, here = [], list[tuple[float, float]](), (0.0, 0.0)
    for (x, y), code in zip(points, codes):
        point = (float(x) * _EM / _SCALE, float(y) * _EM / _SCALE)
        waiting.append(point)
        if code in {1, 2}:
            said.append(f"{_pairs(waiting)} {'ml'[code - 1]}")
        elif code == 3 and len(waiting) == 2:
            bend, end = waiting
            near = [tuple(p + 2 / 3 * (b - p) for p, b in zip(side, bend)) for side in (here, end)]
            said.append(f"{_pairs([*near, end])} c")
        elif code == 4 and len(waiting) == 3:
            said.append(f"{_pairs(waiting)} c")
        elif code == 79:
            said.append("h")
        else:
            continue
        here, waiting = point, []
    return "\n".join([*said, "f"])


def _pairs(points: Iterable[Sequence[float]]) -> str:
    return " ".join(f"{x:.0f} {y:.0f}" for x, y in points)


def pdf_of(pages: Sequence[Page], title: str) -> bytes:
    """The pages as one PDF, with that title."""
    glyphs: dict[str, int] = {}
    contents = ["\n".join(_page(page, glyphs)) for page in pages]
    papers = [page.paper for page in pages]
    drawings = [*glyphs]
    fonts = [drawings[start : start + _MOST] for start in range(0, len(drawings), _MOST)]
    first_font, first_page = 4, 4 + len(drawings) + len(fonts)
    names = " ".join(f"/F{k} {first_font + k} 0 R" for k in range(len(fonts)))
    kids = " ".join(f"{first_page + 2 * k} 0 R" for k in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        f"<< /Title {_text(title)} /Producer (chalkgrad) >>".encode(),
        *(_font(k, len(several), first_font + len(fonts) + k * _MOST) for k, several in enumerate(fonts)),
        *(_stream(f"{_EM} 0 -300 -600 2000 1200 d1\n{drawing}") for drawing in drawings),
    ]
    for k, (paper, content) in enumerate(zip(papers, contents)):
        look = f"/MediaBox [0 0 {paper.width} {paper.height}] /Resources << /Font << {names} >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {look} /Contents {first_page + 2 * k + 1} 0 R >>".encode())
        objects.append(_stream(content))
    return _file(objects)


def _font(number: int, count: int, first: int) -> bytes:
    names = " ".join(f"/g{k}" for k in range(count))
    procedures = " ".join(f"/g{k} {first + k} 0 R" for k in range(count))
    widths = " ".join([str(_EM)] * count)
    return (
        f"<< /Type /Font /Subtype /Type3 /Name /F{number} /FontBBox [-300 -600 2000 1200]"
        f" /FontMatrix [{1 / _EM} 0 0 {1 / _EM} 0 0] /CharProcs << {procedures} >>"
        f" /Encoding << /Type /Encoding /Differences [0 {names}] >>"
        f" /FirstChar 0 /LastChar {count - 1} /Widths [{widths}] /Resources << >> >>"
    ).encode()


def _text(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def _stream(content: str) -> bytes:
    packed = zlib.compress(content.encode(), 9)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)


def _file(objects: Iterable[bytes]) -> bytes:
    """The objects, numbered from 1, and the table of where each begins."""
    whole, starts = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), list[int]()
    for number, each in enumerate(objects, start=1):
        starts.append(len(whole))
        whole += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    end = len(whole)
    whole += f"xref\n0 {len(starts) + 1}\n0000000000 65535 f \n{table}".encode()
    whole += f"trailer\n<< /Size {len(starts) + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{end}\n%%EOF\n".encode()
    return bytes(whole)


def _page(page: Page, glyphs: dict[str, int]) -> Iterator[str]:
    for item in page.items:
        yield from _item(item, page.paper.height, glyphs)


def _item(item: Item, top: float, glyphs: dict[str, int]) -> Iterator[str]:
    if isinstance(item, Rule):
        yield f"{_color(item.color)} RG {item.width} w"
        yield f"{item.x:.2f} {top - item.y:.2f} m {item.to_x:.2f} {top - item.to_y:.2f} l S"
    elif isinstance(item, Graph):
        yield "q"
        yield f"{item.zoom:.4f} 0 0 {item.zoom:.4f} {item.x:.2f} {top - item.y - item.zoom * item.layout.height:.2f} cm"
        for part in item.layout.parts:
            for stroke in part.strokes:
                yield from _label(stroke, glyphs) if isinstance(stroke, Letters) else _shape(stroke)
        yield "Q"
    else:
        yield from _run(item.run, item.x, top - item.y, glyphs)


def _label(letters: Letters, glyphs: dict[str, int]) -> Iterator[str]:
    """A text of a graph: its place is its left end, its middle or its right end."""
    run = Run("graph", letters.text, letters.size, letters.color)
    before = {"left": 0.0, "center": 0.5, "right": 1.0}[letters.anchor] * extent("graph", letters.text)[0] * run.size
    yield from _run(run, letters.place[0] - before, letters.place[1], glyphs)


def _run(run: Run, x: float, y: float, glyphs: dict[str, int]) -> Iterator[str]:
    """A run: letter by letter, and as the text that is found and copied."""
    placed, bars = _letters(run.kind, run.content)
    yield f"/Span << /ActualText {_text(run.content)} >> BDC {_color(run.color)} rg BT"
    for glyph in placed:
        number, code = divmod(glyphs.setdefault(glyph.outline, len(glyphs)), _MOST)
        size = f"{glyph.size * run.size:.3f}".rstrip("0").rstrip(".")
        place = f"{x + glyph.x * run.size:.2f} {y + glyph.y * run.size:.2f}"
        yield f"/F{number} {size} Tf 1 0 0 1 {place} Tm <{code:02x}> Tj"
    yield "ET EMC"
    for left, bottom, width, height in bars:
        numbers = (x + left * run.size, y + bottom * run.size, width * run.size, height * run.size)
        yield f"{' '.join(f'{number:.2f}' for number in numbers)} re f"


def _shape(outline: Outline) -> Iterator[str]:
    fills, draws = outline.fill not in {"none", "transparent"}, outline.color not in {"none", "transparent"}
    if fills:
        yield f"{_color(outline.fill)} rg"
    if draws:
        yield f"{_color(outline.color)} RG {outline.width} w [{'4 2.5' if outline.is_dashed else ''}] 0 d"
    yield f"{_way(outline)} {_PAINT[fills, draws]}"


_PAINT = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}
_ROUND = 0.5523  # how far a cubic's handles reach that follows a quarter of a circle


def _way(outline: Outline) -> str:
    points = outline.points
    if outline.kind == "ellipse":
        return _ellipse(*points)
    if outline.kind == "line":
        return " ".join(f"{x:.2f} {y:.2f} {'l' if k else 'm'}" for k, (x, y) in enumerate(points))
    curves = (points[k : k + 3] for k in range(1, len(points) - 2, 3))
    ways = (" ".join(f"{x:.2f} {y:.2f}" for x, y in curve) + " c" for curve in curves)
    return " ".join([f"{points[0][0]:.2f} {points[0][1]:.2f} m", *ways])


def _ellipse(low: Point, high: Point) -> str:
    (x, y), (across, up) = zip(*(((a + b) / 2, (b - a) / 2) for a, b in zip(low, high)))
    quarters = [(1, 0), (0, 1), (-1, 0), (0, -1)]
    ways = [f"{x + across:.2f} {y:.2f} m"]
    for (a, b), (c, d) in zip(quarters, [*quarters[1:], quarters[0]]):
        corners = [(a + _ROUND * c, b + _ROUND * d), (c + _ROUND * a, d + _ROUND * b), (c, d)]
        ways.append(" ".join(f"{x + across * p:.2f} {y + up * q:.2f}" for p, q in corners) + " c")
    return " ".join([*ways, "h"])


@lru_cache(maxsize=256)
def _color(color: str) -> str:
    code = _COLORS.get(color, color).lstrip("#")
    return " ".join(f"{int(code[k : k + 2], 16) / 255:.3f}".rstrip("0").rstrip(".") for k in (0, 2, 4))
