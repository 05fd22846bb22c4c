r"""A derivation as it stands on the blackboard: lines of equations, and their spellings.

>>> from viz.formulas.typesetting import identifier, number, words
>>> f, x = identifier("f", "f"), identifier("x", "x")
>>> board = Derivation(f, (Section("", (Step(f, x, words("by definition")), Step(None, number(2.0)))),), 2.0)
>>> print(board.text)
f = x    by definition
  = 2
>>> board.latex
'\\begin{aligned}\nf &= x \\qquad \\text{by definition} \\\\\n&= 2\n\\end{aligned}'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograd.shared.printing import printable
from autograd.shared.showing import counted
from viz.formulas.formula import aligned, math_element
from viz.formulas.printing import to_latex, to_mathml, to_text
from viz.formulas.typesetting import EQUALS, Layout, words
from viz.formulas.wrapping import WIDEST, continued, width, wrapped

__all__ = ["Derivation", "Section", "Step"]

_WIDEST_LEFT = 16  # letters
_WIDEST_ALIGNED = 100  # reasons stand below one another where the lines are no longer than this


@dataclass(frozen=True, repr=False)
class Step:
    """One line of a derivation.

    Attributes:
        left: what stands left of the equals sign; None where it is what stands left of it in the line above.
        right: what stands right of it.
        reason: why the two are equal; None where it needs no saying.
    """

    left: Layout | None
    right: Layout
    reason: Layout | None = None

    @property
    def latex(self) -> str:
        """The equation in LaTeX."""
        return f"{to_latex(self.left) + ' ' if self.left else ''}= {to_latex(self.right)}"

    @property
    def text(self) -> str:
        """The equation as Unicode text."""
        return f"{to_text(self.left) + ' ' if self.left else ''}= {to_text(self.right)}"

    def __repr__(self) -> str:
        return f"<Step: {self.text}>"


@dataclass(frozen=True, repr=False)
class Section:
    """Lines that belong together.

    Attributes:
        title: the word that leads to them; "" for none.
        steps: the lines.
    """

    title: str
    steps: tuple[Step, ...]

    @property
    def text(self) -> str:
        """The lines as Unicode text, the equals signs below one another."""
        lefts = [to_text(step.left) if step.left else "" for step in self.steps]
        width = max(map(len, lefts))
        lines = [f"{left:>{width}} = {to_text(step.right)}" for left, step in zip(lefts, self.steps)]
        end = max((len(line) for line, step in zip(lines, self.steps) if step.reason), default=0)
        reasons = [f"    {to_text(step.reason)}" if step.reason else "" for step in self.steps]
        padding = end if end <= _WIDEST_ALIGNED else 0
        lines = [f"{line:<{padding}}{reason}" if reason else line for line, reason in zip(lines, reasons)]
        return "\n".join([self.title, *lines] if self.title else lines)

    def __repr__(self) -> str:
        return f"<Section {self.title!r}: {counted(len(self.steps), 'step')}>"


@dataclass(frozen=True, repr=False)
class Derivation:
    """The derivation of one gradient, as `viz.derivation` writes it. Jupyter shows it typeset.

    Attributes:
        quantity: the derivative that is derived, in symbols.
        sections: the lines, in the order in which they are written.
        value: the derivative: the number that `backward` gives.

    >>> import viz
    >>> from autograd import Value
    >>> x = Value(3.0, label="x")
    >>> found = viz.derivation(x * x, wrt=x)
    >>> found.value
    6.0
    >>> print(found.text)
    where
    f = x·x = 9
    <BLANKLINE>
    therefore
    ∂f/∂x = x + x
          = 2·x    like terms
          = 2·3
          = 6
    """

    quantity: Layout
    sections: tuple[Section, ...]
    value: float

    @property
    def steps(self) -> tuple[Step, ...]:
        """All lines."""
        return tuple(step for section in self.sections for step in section.steps)

    @property
    def text(self) -> str:
        """The derivation as Unicode text, the equals signs of a section below one another."""
        return "\n\n".join(section.text for section in self.sections)

    @property
    def latex(self) -> str:
        """The derivation in LaTeX, for mathematics mode; it needs amsmath, as MathJax and KaTeX have it."""
        return aligned([line for section in self.sections for line in _latex_lines(section, with_title=True)])

    @property
    def markdown(self) -> str:
        """The derivation as Markdown with LaTeX, as Jupyter and GitHub show it."""
        blocks = []
        for section in self.sections:
            title = f"{section.title}\n\n" if section.title else ""
            blocks.append(f"{title}$$\n{aligned(_latex_lines(section, with_title=False))}\n$$")
        return "\n\n".join(blocks)

    @property
    def mathml(self) -> str:
        """The derivation as a MathML element, which browsers show without any script."""
        rows = "".join(map(_mathml_rows, self.sections))
        return math_element(f'<mtable columnspacing="0.3em" displaystyle="true">{rows}</mtable>')

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook may show: typeset, or as text where it cannot."""
        return {"text/latex": f"$$\n{self.latex}\n$$", "text/plain": self.text}

    def __str__(self) -> str:
        return printable(self.text)

    def __repr__(self) -> str:
        return printable(f"<Derivation: {to_text(self.quantity)} = {self.value!r}>")


def _latex_lines(section: Section, *, with_title: bool) -> list[str]:
    lines = [rf"&\text{{{section.title}}}"] if with_title and section.title else []
    return [*lines, *(line for step in section.steps for line in _latex_lines_of_step(step))]


def _latex_lines_of_step(step: Step) -> Iterator[str]:
    left = to_latex(step.left) if step.left else ""
    if width(left) > _WIDEST_LEFT:  # or all the other lines would begin as far to the right
        yield f"&{left}"
        left = ""
    *lines, last = wrapped(to_latex(step.right))
    reason = to_latex(step.reason) if step.reason else ""
    beside = rf"{last} \qquad {reason}"
    first, *rest = [*lines, beside] if reason and width(beside) <= WIDEST else [*lines, last, *filter(None, [reason])]
    yield f"{left} &= {first}".lstrip()
    yield from map(continued, rest)


def _mathml_rows(section: Section) -> str:
    title = f"<mtr>{_cell('right', to_mathml(words(section.title)), above='0.8em')}</mtr>" if section.title else ""
    return title + "".join(map(_mathml_row, section.steps))


def _mathml_row(step: Step) -> str:
    left = to_mathml(step.left) if step.left else ""
    reason = f'<mspace width="2em"></mspace>{to_mathml(step.reason)}' if step.reason else ""
    return f"<mtr>{_cell('right', left)}{_cell('left', to_mathml(EQUALS) + to_mathml(step.right) + reason)}</mtr>"


def _cell(side: str, inside: str, above: str = "0.2em") -> str:
    """A cell of the table. Firefox heeds the attribute, Chromium and Safari the second style."""
    style = f"text-align: {side}; text-align: -webkit-{side}; padding: {above} 0.2em 0.2em"
    return f'<mtd columnalign="{side}" style="{style}">{inside}</mtd>'
