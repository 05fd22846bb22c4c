"""The marks of a class: who gets what, and what the class has in common."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograd.shared.files import FilePath
from autograd.shared.printing import printable
from autograd.shared.showing import counted
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.classroom.marking.marked import Marked
from viz.classroom.sheets.spreadsheet import spreadsheet
from viz.plots.styling import PlotLook, axes_for, taking_look
from viz.rendering.files import save_as

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["MarkedClass"]


@dataclass(frozen=True, repr=False)
class MarkedClass:
    """The marked answers of a class, as `viz.mark_class` makes them. Jupyter shows what they have in common.

    Attributes:
        students: the marks of each, in the order of the file.
        notes: what could not be read, by line and column.

    >>> import viz
    >>> marked = viz.mark(viz.exercise("parameter count", level=2, seed=7), {"layer_1": 18, "layer_2": 20})
    >>> MarkedClass((marked, marked)).misconceptions()
    {'biases_forgotten': 2}
    """

    students: tuple[Marked, ...]
    notes: tuple[str, ...] = ()

    def misconceptions(self) -> dict[str, int]:
        """How many students hold each misconception, the most frequent first; what cannot be told is not counted."""
        return dict(Counter(name for each in self.students for name in each.misconceptions()).most_common())

    def points(self) -> dict[str, float]:
        """What share of its points each blank has got, 0 to 1, by its name, over the students who had it."""
        got: Counter[str] = Counter()
        worth: Counter[str] = Counter()
        for mark in (mark for each in self.students for mark in each.marks):
            got[mark.name] += mark.points
            worth[mark.name] += mark.worth
        return {name: got[name] / worth[name] for name in worth if worth[name]}

    def save(self, path: FilePath, *, overwrite: bool = False) -> Path:
        """Writes the marks to a CSV file: a line for each student, the points of each blank, and what to say.

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
        return save_as(path, {".csv": self._table}, overwrite=overwrite)

    @taking_look
    def plot(self, **look: Unpack[PlotLook]) -> Figure:
        """Draws how many students hold each misconception, and what share of its points each blank has got.

        Args:
            look: the plot's theme and ground, as `viz.PlotLook` says.

        Returns:
            The Matplotlib figure.
        """
        held, points = self.misconceptions(), self.points()
        rows = max(len(held), len(points), 4)
        with axes_for(None, look, columns=2, figsize=(12.8, 1.6 + 0.42 * rows)) as ((left, right), colors):
            left.barh(range(len(held)), held.values(), 0.6, color=colors.classes[0])
            left.set_yticks(range(len(held)), [_words(name) for name in held])
            left.set(title="Misconceptions", xlabel="students", xlim=(0, max(held.values(), default=1) * 1.1))
            left.xaxis.get_major_locator().set_params(integer=True)
            right.barh(range(len(points)), [100 * share for share in points.values()], 0.6, color=colors.classes[1])
            right.set_yticks(range(len(points)), list(points))
            right.set(title="Points", xlabel="% of the points of each blank", xlim=(0, 100))
            for axes, empty in ((left, not held), (right, not points)):
                axes.set_ylim(rows - 0.5, -0.5)  # of both alike, so that a bar is as thick as another
                axes.tick_params(axis="y", length=0, labelsize="small")
                axes.set_axisbelow(True)
                axes.grid(axis="x", alpha=0.4)
                if empty:
                    axes.text(0.5, 0.5, "none", transform=axes.transAxes, ha="center", va="center")
        return left.figure

    def _table(self) -> bytes:
        blanks = [*dict.fromkeys(mark.name for each in self.students for mark in each.marks)]
        return spreadsheet(["name", "number", "code", "points", "of", *blanks, "feedback"], self._rows(blanks))

    def _rows(self, blanks: list[str]) -> Iterator[list[object]]:
        for each in self.students:
            points = {mark.name: mark.points for mark in each.marks}
            about = [each.student.name, each.student.number, each.code, each.points, each.worth]
            yield [*about, *(points.get(name, "") for name in blanks), " ".join(each.feedback())]

    def __str__(self) -> str:
        held = [
            f"{number:4}  {_words(name)}: {MISCONCEPTIONS[name].says}" for name, number in self.misconceptions().items()
        ]
        shares = [f"{share:4.0%}  {name}" for name, share in self.points().items()]
        lines = [
            *(["Students who hold each misconception", *held, ""] if held else ["No misconception can be told.", ""]),
            "Points of each blank",
            *shares,
        ]
        return printable("\n".join([self._head(), "", *lines]))

    def _head(self) -> str:
        got, worth = (sum(getattr(each, what) for each in self.students) for what in ("points", "worth"))
        return f"{counted(len(self.students), 'student')}, {got / worth if worth else 0:.0%} of the points"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"

    def __repr__(self) -> str:
        return printable(f"<MarkedClass: {self._head()}>")


def _words(name: str) -> str:
    return name.replace("_", " ")
