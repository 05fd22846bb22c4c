"""A filled-in sheet with its marks, as it is shown and saved."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograd.shared.files import FilePath
from autograd.shared.printing import printable
from viz.classroom.judging.mark import SIGNS, Mark
from viz.classroom.judging.numbers import decimal
from viz.classroom.sheets.roster import Student
from viz.classroom.sheets.spreadsheet import spreadsheet
from viz.rendering.files import save_as

__all__ = ["Marked"]

_HEADS: Final = ("blank", "entry", "answer", "points", "of", "verdict", "misconceptions", "feedback")


@dataclass(frozen=True, repr=False)
class Marked:
    """A filled-in sheet or exercise with its marks, as `viz.mark` makes it. Jupyter shows it as it is.

    Attributes:
        code: the sheet's; "" for an exercise.
        student: whose it is.
        marks: one for each blank, in the order of the sheet.

    >>> import viz
    >>> marked = viz.mark(viz.exercise("parameter count", level=2, seed=7), {"layer_1": 18, "layer_2": 20})
    >>> marked.points, marked.worth, marked.misconceptions()
    (2, 8, ('biases_forgotten',))
    """

    code: str
    student: Student
    marks: tuple[Mark, ...]

    @property
    def points(self) -> int:
        """What it gets."""
        return sum(mark.points for mark in self.marks)

    @property
    def worth(self) -> int:
        """What it would get with every blank right."""
        return sum(mark.worth for mark in self.marks)

    def misconceptions(self) -> tuple[str, ...]:
        """What the wrong entries betray, each once: only what can be told with certainty."""
        return tuple(dict.fromkeys(m.misconceptions[0] for m in self.marks if len(m.misconceptions) == 1))

    def feedback(self) -> list[str]:
        """What is to be said to the student: of all that is not right, in the order of the sheet."""
        return [mark.says for mark in self.marks if mark.verdict != "right"]

    def save(self, path: FilePath, *, overwrite: bool = False) -> Path:
        """Writes the marks to a CSV file, a line for each blank.

        Args:
            path: the file, which ends in `.csv`; its folder must exist.
            overwrite: whether a file that is there already is replaced.

        Returns:
            The path.

        Raises:
            ValueError: for another suffix.
            FileNotFoundError: if there is no such folder.
            FileExistsError: if the file exists and is not to be overwritten.
        """
        return save_as(path, {".csv": lambda: spreadsheet(_HEADS, map(_cells, self.marks))}, overwrite=overwrite)

    def __str__(self) -> str:
        return printable("\n".join([self._head(), *map(str, self.marks)]))

    def __repr__(self) -> str:
        return printable(f"<Marked: {self._head()}>")

    def _head(self) -> str:
        what = ", ".join(filter(None, (str(self.student), f"sheet {self.code}" if self.code else "")))
        return f"{what}: {self.points} of {self.worth} points" if what else f"{self.points} of {self.worth} points"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{SIGNS[mark.verdict]}</td><td>{mark.points}/{mark.worth}</td>"
            f'<td style="text-align: left">{html.escape(mark.says)}</td></tr>'
            for mark in self.marks
        )
        return f"<table><caption>{html.escape(self._head())}</caption>{rows}</table>"


def _cells(mark: Mark) -> Sequence[object]:
    entry = "" if mark.entry is None else decimal(mark.entry)
    held = " or ".join(mark.misconceptions)
    return (mark.name, entry, decimal(mark.answer), mark.points, mark.worth, mark.verdict, held, mark.says)
