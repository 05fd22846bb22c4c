"""The command `mark`: the answers of a class, or a notebook, marked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from autograd.shared.files import check_writable
from autograd.shared.printing import printable
from viz.classroom.marking.marked import Marked
from viz.classroom.marking.marked_class import MarkedClass
from viz.classroom.marking.marking import mark, mark_class
from viz.command.ending import PROGRAM, exit_code, parser_of

__all__ = ["mark_command"]

_EXAMPLES = """\
examples:
  python -m viz mark answers.csv
      what the class has in common: its misconceptions, and the points of each blank
  python -m viz mark answers.csv -o marks.csv --summary misconceptions.png
      the points of each student, with what to say to them, and a picture
  python -m viz mark ada.ipynb
      a worksheet's notebook, which is read and never run

answers.csv has a line for each student: a column for the name or the number, one for the code of the sheet (or topic,
level and seed), and one for each blank. Cells may be empty; 0.5, 0,5 and 1/2 are the same number.

exit codes: 0 done; 1 a file that cannot be read or written; 2 a mistake in the command, or in a file
"""


def mark_command(arguments: Sequence[str], program: str = PROGRAM) -> int:
    """Runs `mark` with the arguments behind it.

    Args:
        arguments: those of the command line.
        program: what was typed before `mark`.

    Returns:
        The exit code.

    >>> mark_command(["answers.txt"])
    2
    """
    parser = _parser(program)
    options = parser.parse_args(arguments)
    return exit_code(parser.prog, lambda: _mark(options))


def _parser(program: str) -> argparse.ArgumentParser:
    description = "Marks the answers of a class, or a filled-in notebook, and says what wrong answers betray."
    parser = parser_of(program, "mark", description, _EXAMPLES)
    add = parser.add_argument
    add("answers", metavar="FILE", type=Path, help="a .csv of a class, or the .ipynb of a worksheet")
    add("-o", "--output", metavar="FILE.csv", type=Path, help="where to write the marks")
    add(
        "--summary",
        metavar="FILE.png",
        type=Path,
        help="of a class, a picture of what it has in common; also .pdf, .svg",
    )
    add("--force", action="store_true", help="replace files that exist")
    return parser


def _mark(options: argparse.Namespace) -> None:
    for file in filter(None, (options.output, options.summary)):  # before the one is written, and the other refused
        check_writable(file, overwrite=options.force)
    marked = _marked(options.answers)
    if options.summary is not None:
        if not isinstance(marked, MarkedClass):
            raise ValueError("--summary is of a class, and takes a .csv")
        marked.plot().save(options.summary, overwrite=options.force)
    if options.output is not None:
        marked.save(options.output, overwrite=options.force)
    print(marked)
    for note in marked.notes if isinstance(marked, MarkedClass) else ():
        print(printable(f"note: {note}", sys.stderr), file=sys.stderr)
    for file in filter(None, (options.output, options.summary)):
        print(printable(f"wrote {file}"))


def _marked(file: Path) -> Marked | MarkedClass:
    suffix = file.suffix.lower()
    if suffix not in (".csv", ".ipynb"):
        raise ValueError(f"expected a file that ends in .csv or .ipynb, got {str(file)!r}")
    return mark_class(file) if suffix == ".csv" else mark(file)
