"""What the notebooks use besides the library: quizzes marked at once, sliders, exercises that may still fail."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from IPython.display import HTML, display

from autograd import PRIMITIVES, GradcheckError, Primitive, Value, gradcheck, primitive, zoo

__all__ = ["Quiz", "caught", "counts", "exercise", "operation", "quiz", "quizzes", "slider", "suspect"]

STATIC = "CHALKGRAD_STATIC"
"""The environment variable that says that nobody is there to move a slider: the notebooks are being built."""

_FRAME = "border-left: 4px solid #0072B2; padding: 0.2em 1em; margin: 0.5em 0; max-width: 46em; font-size: 110%"
_TABLE = "border-collapse: collapse; table-layout: fixed; font-size: 9px; margin: 0"
_CHOICE = re.compile(r"^- \[([ x])\] (.*)\n  (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Quiz:
    """A question as a notebook shows it: open a choice, by mouse or with Tab and Enter, and it says if it is right.

    Plain HTML, no scripts, style sheets or input fields: it works before a notebook is trusted, on GitHub, on paper.

    Attributes:
        question: what is asked. All texts are HTML.
        choices: for each choice its text, whether it is right, and a remark for whoever chose it.
    """

    question: str
    choices: tuple[tuple[str, bool, str], ...]

    def _repr_html_(self) -> str:
        choices = "".join(map(self._choice, "ABCDEF", self.choices))
        return f'<div style="{_FRAME}"><p><strong>Quiz.</strong> {self.question}</p>{choices}</div>'

    @staticmethod
    def _choice(letter: str, choice: tuple[str, bool, str]) -> str:
        text, right, remark = choice
        return (
            f'<details style="margin: 0.4em 0"><summary style="cursor: pointer">{letter}. {text}</summary>'
            f'<p style="margin: 0.3em 1.5em"><strong>{"✓ Right." if right else "✗ Not quite."}</strong> {remark}</p>'
            "</details>"
        )

    def __repr__(self) -> str:
        choices = "".join(f"\n  {letter}. {text}" for letter, (text, _, _) in zip("ABCDEF", self.choices))
        return html.unescape(re.sub("<.*?>", "", f"Quiz. {self.question}{choices}"))


def quizzes() -> dict[str, Quiz]:
    """Every quiz by name, read from `quizzes.md`."""
    text = Path(__file__).with_name("quizzes.md").read_text(encoding="utf-8")
    text = re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)
    found = {}
    for section in text.split("\n## ")[1:]:
        name, question, choices = section.split("\n", 2)
        found[name] = Quiz(
            question, tuple((text, mark == "x", remark) for mark, text, remark in _CHOICE.findall(choices))
        )
    return found


def quiz(name: str) -> Quiz:
    """The quiz of that name, to be answered before the next cell is run.

    Raises:
        KeyError: if there is none of that name.
    """
    return quizzes()[name]


def slider(draw: Callable[[float], object], name: str, numbers: Sequence[float]) -> None:
    """Shows `draw(number)` for the one of `numbers` that is chosen with a slider; it starts at the first.

    Where there are no sliders, on GitHub or without ipywidgets, it shows the first, the middle one and the last.
    """
    if STATIC not in os.environ:
        try:
            from ipywidgets import SelectionSlider, interact
        except ImportError:
            pass
        else:

            def show(number: float) -> object:  # interact would ask for every argument of draw, those with defaults too
                return draw(number)

            options = [(f"{number:g}", number) for number in numbers]
            interact(show, number=SelectionSlider(options=options, description=name))
            return
    for number in (numbers[0], numbers[len(numbers) // 2], numbers[-1]):
        display(HTML(f"<p>{name} = {number:g}</p>"))
        display(draw(number))


def counts(rows: Sequence[Sequence[int]], names: Sequence[str]) -> HTML:
    """A table of counts with a name for each row and each column, in which the larger counts are the darker."""
    largest = max(map(max, rows))
    titles = [f'<th style="padding:0;width:20px;text-align:center">{html.escape(name)}</th>' for name in ("", *names)]
    lines = [
        f'<tr style="height:16px;background:none">{title}{"".join(_field(count, largest) for count in row)}</tr>'
        for title, row in zip(titles[1:], rows)
    ]
    return HTML(f'<table style="{_TABLE}"><tr>{"".join(titles)}</tr>{"".join(lines)}</table>')


def _field(count: int, largest: int) -> str:
    if not count:
        return "<td></td>"
    share = (count / largest) ** 0.5  # else the few large counts are all that one sees
    color = f"background:rgba(0,75,135,{share:.2f})" + ";color:white" * (share > 0.75)
    return f'<td style="padding:0;text-align:center;{color}">{count}</td>'


@contextmanager
def exercise() -> Iterator[None]:
    """Says whether the block of a `with` ran without an error; if not, with which, and the notebook goes on."""
    try:
        yield
    except Exception as error:
        what = "Not yet." if isinstance(error, AssertionError) else f"{type(error).__name__}:"
        print(f"✗ {what} {error}".rstrip())
    else:
        print("✓ Right.")


_SUSPECTS = {
    "01": "exponent_kept",
    "02": "bias_forgotten",
    "03": "relu_always_on",
    "04": "target_forgotten",
    "05": "overwritten",
    "06": "sign_of_subtraction",
    "07": "depth_first",
    "08": "once_a_path",
    "09": "denominator_not_squared",
}


def suspect(notebook: str) -> zoo.Bug:
    """The broken backward pass of a notebook's second exercise, under a name that does not give it away."""
    return zoo.BUGS[_SUSPECTS[notebook]]


def caught(bug: zoo.Bug, function: Callable[..., Value], *point: float) -> bool:
    """Whether the broken pass gives a wrong derivative of the function at the point.

    Raises:
        AssertionError: if `backward()` itself is wrong there: then the function proves nothing about the suspect.
    """
    try:
        gradcheck(function, list(point), order=1)
    except GradcheckError:
        raise AssertionError(
            "Even backward() is wrong about this function. Does it take a number out of the graph? "
            "x.data, float(x) and math.exp(x) forget how they were computed."
        ) from None
    try:
        gradcheck(function, list(point), order=1, backward=bug.backward)
    except GradcheckError:
        return True
    return False


_LIBRARY = frozenset(PRIMITIVES)


def operation(name: str, *columns: Any, **row: Any) -> Primitive:
    """`autograd.primitive`, for a cell that is run again and again: an older row of the name makes way.

    Raises:
        ValueError: if it is an operation of the library.
    """
    if name in _LIBRARY:
        raise ValueError(f"{name} is an operation of the library: choose another name")
    PRIMITIVES.pop(name, None)
    return primitive(name, *columns, **row)
