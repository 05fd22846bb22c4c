"""A formula as it stands on the blackboard: what is beside, above and below what.

A layout knows nothing of mathematics but which parts are written close together. `viz.formulas.printing` writes it as
LaTeX, Unicode text or MathML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from autograd.shared.printing import printable
from viz.names import pretty_number

__all__ = [
    "COMMA",
    "DOT",
    "ELLIPSIS",
    "EQUALS",
    "MINUS",
    "PARTIAL",
    "PLUS",
    "TIMES",
    "Composite",
    "Fence",
    "Fraction",
    "Layout",
    "Marked",
    "Row",
    "Script",
    "Symbol",
    "fenced",
    "identifier",
    "joined",
    "number",
    "operator",
    "starts_with_a_sign",
    "words",
]

Kind: TypeAlias = Literal["identifier", "text", "number", "function", "prefix", "infix", "tight", "comma", "hole"]


@dataclass(frozen=True)
class Symbol:
    """One sign, or a word that is one sign, as LaTeX and as Unicode text write it.

    Attributes:
        kind: how it keeps its distance: an infix has spaces around it, a tight one none, a comma one after it; a
            prefix stands close to what follows, a function close to a parenthesis.
    """

    latex: str
    text: str
    kind: Kind


class Composite:
    """What has parts. It compares, hashes, copies and shows itself without recursion, however deep they are."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Composite) and list(_flattened(self)) == list(_flattened(other))

    def __hash__(self) -> int:
        return hash(tuple(_flattened(self)))

    def __repr__(self) -> str:
        words = [entry.text if isinstance(entry, Symbol) else str(entry) for entry in _flattened(self)]
        return printable(f"<layout {' '.join(words)}>")

    def __copy__(self) -> Composite:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Composite:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return _assembled, (list(_flattened(self)),)


def _flattened(layout: Composite) -> Iterator[object]:
    """The kind of each part, how many parts it has, and what is no layout, in the order in which they are read."""
    waiting: list[object] = [layout]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, Composite):
            entry = (type(entry).__name__, *vars(entry).values())
        if isinstance(entry, tuple):
            yield len(entry)
            waiting += reversed(entry)
        else:
            yield entry


def _assembled(flattened: list[object]) -> Any:
    """What was flattened: read from its end, a number of parts comes after all of them."""
    kinds = {kind.__name__: kind for kind in Composite.__subclasses__()}
    made: list[Any] = []
    for entry in reversed(flattened):
        if not isinstance(entry, int):
            made.append(entry)
            continue
        parts = tuple(made.pop() for _ in range(entry))
        is_layout = entry > 0 and isinstance(parts[0], str)
        made.append(kinds[parts[0]](*parts[1:]) if is_layout else parts)
    return made.pop()


@dataclass(frozen=True, eq=False, repr=False)
class Row(Composite):
    """Parts side by side."""

    parts: tuple[Layout, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Fraction(Composite):
    """One part above another."""

    over: Layout
    under: Layout


@dataclass(frozen=True, eq=False, repr=False)
class Marked(Composite):
    """A part under the sign of the square root, or with a hat; the mark is named as in LaTeX."""

    mark: Literal["sqrt", "hat"]
    body: Layout


@dataclass(frozen=True, eq=False, repr=False)
class Script(Composite):
    """A part with a subscript, a superscript, or both."""

    base: Layout
    below: Layout | None = None
    above: Layout | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Fence(Composite):
    """A part between two delimiters, named as in LaTeX."""

    left: str
    body: Layout
    right: str


Layout: TypeAlias = Symbol | Row | Fraction | Marked | Script | Fence

PLUS = Symbol("+", "+", "infix")
MINUS = Symbol("-", "−", "infix")
EQUALS = Symbol("=", "=", "infix")
DOT = Symbol(r"\cdot", "·", "tight")
COMMA = Symbol(",", ",", "comma")
TIMES = Symbol(r"\cdot", "·", "infix")
"""Between the factors of the chain rule: the same dot, with more room."""
PARTIAL = Symbol(r"\partial", "∂", "prefix")
ELLIPSIS = Symbol(r"\cdots", "⋯", "identifier")

_LATEX_FUNCTIONS = frozenset(
    {"arg", "cos", "cosh", "det", "exp", "inf", "lim", "ln", "log", "max", "min", "sin", "sinh", "sup", "tan", "tanh"}
)


def identifier(latex: str, text: str) -> Symbol:
    """A letter, or what stands for one."""
    return Symbol(latex, text, "identifier")


def operator(name: str) -> Symbol:
    r"""The name of a function, in upright letters.

    >>> from viz.formulas.printing import to_latex
    >>> to_latex(operator("log")), to_latex(operator("ReLU"))
    ('\\log', '\\operatorname{ReLU}')
    """
    return Symbol(rf"\{name}" if name in _LATEX_FUNCTIONS else rf"\operatorname{{{name}}}", name, "function")


def number(value: float, precision: int = 4) -> Layout:
    r"""A number, to some significant digits; a negative one is a row that starts with a minus sign.

    >>> from viz.formulas.printing import to_latex, to_text
    >>> to_latex(number(-1.5e-7)), to_text(number(-1.5e-7))
    ('-1.5 \\cdot 10^{-7}', '−1.5e−7')
    """
    text = pretty_number(value, precision)
    mantissa, _, exponent = text.removeprefix("−").partition("e")
    latex = {"∞": r"\infty", "NaN": r"\mathrm{NaN}"}.get(mantissa, mantissa)
    if exponent:
        latex = rf"{mantissa} \cdot 10^{{{exponent.replace('−', '-')}}}"
    magnitude = Symbol(latex, text.removeprefix("−"), "number")
    return Row((MINUS, magnitude)) if text.startswith("−") else magnitude


def fenced(body: Layout) -> Fence:
    """A part in parentheses."""
    return Fence("(", body, ")")


def words(text: str) -> Symbol:
    """Plain words within a formula; for text that may be anything there is `viz.formulas.writing.name_layout`."""
    return Symbol(rf"\text{{{text}}}", text, "text")


def joined(parts: Sequence[Layout], between: Symbol) -> Layout:
    """Parts side by side, with a sign between each two of them."""
    separated = [sign for part in parts for sign in (between, part)][1:]
    return separated[0] if len(separated) == 1 else Row(tuple(separated))


def starts_with_a_sign(layout: Layout) -> bool:
    """Whether the first thing to be read is a plus or a minus."""
    while isinstance(layout, Row) and layout.parts:
        layout = layout.parts[0]
    return layout in (PLUS, MINUS)
