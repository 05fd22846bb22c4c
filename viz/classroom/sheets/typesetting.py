"""Paragraphs of Markdown with mathematics, broken into lines of words: all lengths in points.

Words are set in the fonts that Matplotlib ships, formulas by its mathtext; a name whose letters these lack, as 李, in a
font of the machine that has them. What was measured is remembered: reading a formula is what takes the time, and the
sheets of a class share most of them.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

__all__ = [
    "INK",
    "Kind",
    "Line",
    "Run",
    "extent",
    "font",
    "kind_of",
    "letterer",
    "lines_of",
    "paragraphs_of",
    "quiet_about_letters",
    "readable",
    "runs_of",
    "shrunk",
]

INK: Final = "#000000"
ASCENT, DESCENT, SPACE = 0.75, 0.25, 0.27
"""How far a line of words reaches above and below its baseline, and how wide a space is, in letters of one point."""
_GAP = 0.18  # between lines

_INLINE = re.compile(r"\$\$(?P<display>.+?)\$\$|\$(?P<math>[^$]+)\$|\*\*(?P<bold>.+?)\*\*|`(?P<code>[^`]+)`", re.DOTALL)
_UNKNOWN_TO_MATHTEXT = (
    (r"\tfrac", r"\frac"),
    (r"\lvert", "|"),
    (r"\rvert", "|"),
    (r"\ell", "ℓ"),
    (r"\qquad", r"\quad\quad"),
)
_TOKENS = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
_TEXT = re.compile(r"\\(?:text|textrm)\{([^{}]*)\}")

Kind: TypeAlias = Literal["text", "bold", "code", "math", "graph", "installed"]


@dataclass(frozen=True)
class Run:
    """Letters of one kind on a line, or a formula.

    Attributes:
        kind: words, in bold, as code, or a formula in LaTeX; words in the font of graphs, or in an installed one.
        content: what it says.
        size: of the letters.
        color: theirs.
    """

    kind: Kind
    content: str
    size: float
    color: str = INK

    @property
    def width(self) -> float:
        return extent(self.kind, self.content)[0] * self.size

    @property
    def ascent(self) -> float:
        return max(ASCENT, extent(self.kind, self.content)[1]) * self.size

    @property
    def descent(self) -> float:
        return max(DESCENT, extent(self.kind, self.content)[2]) * self.size


@dataclass(frozen=True)
class Line:
    """Runs, each with the place where it begins, from the left."""

    runs: tuple[tuple[float, Run], ...]
    width: float
    size: float

    @property
    def ascent(self) -> float:
        return max([run.ascent for _, run in self.runs], default=ASCENT * self.size) + _GAP * self.size

    @property
    def height(self) -> float:
        descent = max([run.descent for _, run in self.runs], default=DESCENT * self.size)
        return self.ascent + descent + _GAP * self.size


def paragraphs_of(markdown: str) -> list[str]:
    r"""What stands between empty lines; of formulas aligned one below the other, each.

    >>> paragraphs_of("so\n\n$$\n\\begin{aligned} a &= 1 \\\\ b &= 2 \\end{aligned}\n$$")
    ['so', '$a = 1$', '$b = 2$']
    """
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", markdown):
        aligned = re.fullmatch(r"\s*\$\$\s*\\begin\{aligned\}(.*)\\end\{aligned\}\s*\$\$\s*", paragraph, re.DOTALL)
        rows = aligned[1].split(r"\\") if aligned else []
        paragraphs += [f"${' '.join(row.replace('&', '').split())}$" for row in rows] or [" ".join(paragraph.split())]
    return paragraphs


def lines_of(markdown: str, size: float, width: float, color: str = INK) -> list[Line]:
    """A paragraph, broken where the width ends; a formula too wide at its signs of equality.

    >>> [len(line.runs) for line in lines_of("the loss is $x^2 + 1$ here", 10.0, 80.0)]
    [2, 1]
    """
    lines: list[Line] = []
    runs: list[tuple[float, Run]] = []
    end = 0.0
    for word in _fitting(_words(runs_of(markdown, size, color)), width):
        length = sum(run.width for run in word)
        if runs and end + SPACE * size + length > width:
            lines.append(Line(tuple(runs), end, size))
            runs, end = [], 0.0
        for k, run in enumerate(word):
            end = _add(runs, run, end, is_apart=k == 0)
    return [*lines, Line(tuple(runs), end, size)]


def _add(runs: list[tuple[float, Run]], run: Run, end: float, *, is_apart: bool) -> float:
    """Adds a run to a line, words to the words before them: few texts are drawn faster than many. The new end."""
    if runs and is_apart and run.kind == runs[-1][1].kind != "math":
        start, before = runs.pop()
        run = replace(run, content=f"{before.content} {run.content}")
    else:
        start = end + (SPACE * run.size if runs and is_apart else 0.0)
    runs.append((start, run))
    return start + run.width


def runs_of(markdown: str, size: float, color: str = INK) -> Iterator[Run]:
    """The runs of a line of Markdown, in one size."""
    end = 0
    for match in _INLINE.finditer(markdown):
        if match.start() > end:
            yield Run("text", markdown[end : match.start()], size, color)
        kind = match.lastgroup or ""
        kinds: dict[str, Kind] = {"display": "math", "math": "math", "bold": "bold", "code": "code"}
        yield Run(kinds[kind], match[kind], size, color)
        end = match.end()
    if end < len(markdown):
        yield Run("text", markdown[end:], size, color)


def _words(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs, divided at spaces; what stands close together stays together."""
    word: list[Run] = []
    for run in runs:
        if run.kind == "math":
            word.append(run)
            continue
        for part in re.split(r"([ \n]+)", run.content):
            if part.strip(" \n"):
                word.append(replace(run, content=part, kind=kind_of(part, run.kind)))
            elif part and word:
                yield word
                word = []
    if word:
        yield word


def _fitting(words: Iterable[list[Run]], width: float) -> Iterator[list[Run]]:
    """The words, those with a formula wider than a line divided before signs of equality."""
    for word in words:
        if sum(run.width for run in word) <= width or not any(run.kind == "math" for run in word):
            yield word
            continue
        for run in word:
            parts = _divided(run.content) if run.kind == "math" else [run.content]
            if not all(_is_whole(part) for part in parts):  # a fence open at a sign of equality
                parts = [run.content]
            yield from ([shrunk(replace(run, content=part), width)] for part in parts)


def _is_whole(latex: str) -> bool:
    """Whether every group that begins in a part of a formula ends in it."""
    tokens = _TOKENS.findall(latex)
    return all(tokens.count(one) == tokens.count(other) for one, other in (("{", "}"), (r"\left", r"\right")))


def shrunk(run: Run, width: float) -> Run:
    """The run, in smaller letters where it is wider."""
    return replace(run, size=run.size * width / run.width) if run.width > width else run


def _divided(latex: str) -> list[str]:
    """A formula in parts, each from one sign of equality up to the next that stands in no braces or fences."""
    parts, depth = [""], 0
    for token in _TOKENS.findall(latex):
        depth += (token in {"{", r"\left"}) - (token in {"}", r"\right"})
        if token in {"=", r"\approx", r"\to"} and depth == 0 and parts[-1].strip():
            parts.append("")
        parts[-1] += token
    return parts


def font(kind: Kind, words: str = "") -> FontProperties:
    """The font of a kind of run, in letters of one point; of an installed one, the words say which."""
    from matplotlib.font_manager import FontProperties

    if kind == "installed":
        return FontProperties(fname=_installed(_letters_in(words)), size=1.0)
    family = {"code": "DejaVu Sans Mono", "graph": "DejaVu Sans"}.get(kind, "STIXGeneral")
    weight = "bold" if kind == "bold" else "normal"
    return FontProperties(family=family, weight=weight, size=1.0, math_fontfamily="stix")


def kind_of(words: str, kind: Kind = "text") -> Kind:
    """How words are set that have this kind: in the font of graphs, or in one of the machine, if that has the letters.

    >>> kind_of("Erdős"), kind_of("Nguyễn"), kind_of("x₁", "bold")
    ('text', 'graph', 'graph')
    """
    letters = _letters_in(words)
    others = {letter for letter in letters if not chr(letter).isascii()}
    if others <= _letters_of(kind):
        return kind
    if others <= _letters_of("graph"):
        return "graph"
    if _installed(letters):
        return "installed"
    missing = ", ".join(sorted(map(chr, others - _letters_of("graph"))))
    warnings.warn(
        f"no font of this machine has all of {missing}: they are empty boxes in the PDF; on Debian and Ubuntu, "
        "sudo apt install fonts-noto-cjk brings one for Chinese, Japanese and Korean",
        UserWarning,
        stacklevel=2,
    )
    return kind


def _letters_in(words: str) -> frozenset[int]:
    return frozenset(map(ord, words.replace("\n", " ")))


@lru_cache(maxsize=8)
def _letters_of(kind: Kind) -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(font(kind))).get_charmap())


@lru_cache(maxsize=256)
def _installed(letters: frozenset[int]) -> str | None:
    """The file of the first font of this machine that has all the letters, upright ones first; None if none has."""
    having = [(not upright, file) for file, upright, has in _fonts_of_the_machine() if letters <= has]
    return min(having)[1] if having else None


@cache
def _fonts_of_the_machine() -> list[tuple[str, bool, frozenset[int]]]:
    """The file of each, whether its letters are neither slanted nor bold, and which it has."""
    from matplotlib.font_manager import findSystemFonts, fontManager
    from matplotlib.ft2font import FT2Font

    fonts = []
    for file in sorted({*map(str, findSystemFonts()), *(entry.fname for entry in fontManager.ttflist)}):
        with suppress(OSError, RuntimeError):  # a file that is no font, or not of a kind that can be read
            face = FT2Font(file)
            upright = face.style_name in {"Regular", "Book", "Roman", "Normal", "Medium"}
            if "lastresort" not in face.family_name.lower().replace(" ", ""):  # which has a box for any letter
                fonts.append((file, upright, frozenset(face.get_charmap())))
    return fonts


@cache
def letterer() -> TextToPath:
    """What measures letters and takes them apart; a formula is read once for both, which is what takes the time."""
    from matplotlib.textpath import TextToPath

    made = TextToPath()
    made.mathtext_parser.parse = lru_cache(maxsize=1024)(made.mathtext_parser.parse)
    return made


@contextmanager
def quiet_about_letters() -> Iterator[None]:
    """Without Matplotlib's warning of each letter that a font lacks: `kind_of` has told of them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        yield


@lru_cache(maxsize=16384)
def extent(kind: Kind, content: str) -> tuple[float, float, float]:
    """How wide a run is, and how far it reaches above and below its baseline, in letters of one point."""
    is_math = kind == "math"
    text = f"${readable(content)}$" if is_math else content
    with quiet_about_letters():
        width, height, descent = letterer().get_text_width_height_descent(text, font(kind, content), ismath=is_math)
    return (width, height - descent, descent) if is_math else (width, ASCENT, DESCENT)


def readable(latex: str) -> str:
    r"""LaTeX as mathtext reads it, which knows fewer commands.

    >>> print(readable(r"\tfrac12 \text{ of } x"))
    \dfrac12 \mathrm{\ of\ } x
    """
    for command, known in _UNKNOWN_TO_MATHTEXT:
        latex = re.sub(rf"{re.escape(command)}(?![A-Za-z])", known.replace("\\", r"\\"), latex)
    words = _TEXT.sub(lambda text: rf"\mathrm{{{text[1].replace(' ', chr(92) + ' ')}}}", latex)
    return _with_large_fractions(words)


def _with_large_fractions(latex: str) -> str:
    """Within a line of words, mathtext sets fractions in the letters of indices."""
    parts, depth = [], 0
    for token in _TOKENS.findall(latex):
        depth += (token == "{") - (token == "}")
        parts.append(r"\dfrac" if token == r"\frac" and depth == 0 else token)
    return "".join(parts)
