"""The command `sheet`: a worksheet, or the worksheets of a class."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from autograd.shared.encodings import as_typed
from autograd.shared.printing import printable
from autograd.shared.showing import counted
from viz.classroom.exercises.topics import TOPICS
from viz.classroom.sheets.class_set import worksheets
from viz.classroom.sheets.formats import BANKS, FORMATS
from viz.classroom.sheets.worksheet import TITLE, worksheet
from viz.command.ending import PROGRAM, exit_code, parser_of

__all__ = ["sheet_command"]

_EXAMPLES = """\
examples:
  python -m viz sheet --topics
      the topics there are
  python -m viz sheet --topic "backward pass of one unit" --seed 7 -o sheet.pdf
      a worksheet, and beside it sheet-solution.pdf
  python -m viz sheet --code 100-0NA -o again.pdf
      the same from the code in its corner
  python -m viz sheet --topic "parameter count" --class names.csv --format pdf,ipynb,moodle -o week-3
      a sheet for each student, solutions, and answers.csv, in a folder

By the end of its name, a file is .pdf, .md, .tex, .ipynb, .xml (for Moodle) or .zip (QTI, for Canvas).

exit codes: 0 done; 1 a file that cannot be read or written; 2 a mistake in the command
"""


def sheet_command(arguments: Sequence[str], program: str = PROGRAM) -> int:
    """Runs `sheet` with the arguments behind it.

    Args:
        arguments: those of the command line.
        program: what was typed before `sheet`.

    Returns:
        The exit code.

    >>> sheet_command(["--topic", "parameter count", "--level", "7"])
    2
    """
    parser = _parser(program)
    options = parser.parse_args(arguments)
    return exit_code(parser.prog, lambda: _sheet(options))


def _sheet(options: argparse.Namespace) -> None:
    if options.topics:
        print(printable("\n".join(f"{topic.name:32} {topic.title} ({topic.item})" for topic in TOPICS.values())))
    elif not options.topic and not options.code:
        raise ValueError("expected --topic NAME or --code CODE, got neither: --topics lists the topics")
    elif options.students is not None:
        _write_class(options)
    else:
        _write_one(options)


def _parser(program: str) -> argparse.ArgumentParser:
    description = "Writes worksheets: exercises of the lecture, with their solutions."
    parser = parser_of(program, "sheet", description, _EXAMPLES)
    add = parser.add_argument
    add("--topics", action="store_true", help="list the topics, and write nothing")
    add("--topic", action="append", default=[], metavar="NAME", help="what it exercises; may be given several times")
    add("--level", type=int, default=1, metavar="N", help="how hard, 1 to 3 (default: 1)")
    add("--seed", type=int, default=0, metavar="N", help="other numbers for another seed (default: 0)")
    add("--code", metavar="CODE", help="the code in the corner of a sheet, in place of topic, level and seed")
    add("--title", type=as_typed, default=TITLE, help=f"what stands above (default: {TITLE})")
    add("--name", type=as_typed, default="", help="the student's name")
    add("--number", type=as_typed, default="", help="the student's number")
    add("--class", dest="students", metavar="CSV", help="a sheet for each student in this file: names, and numbers")
    add("--format", default="pdf", help=f"of a class, with commas between: {', '.join(FORMATS)} (default: pdf)")
    add("--paper", default="a4", help="a4 or letter (default: a4)")
    add("-o", "--output", metavar="PATH", help="the file; for a class, the folder")
    add("--force", action="store_true", help="replace what an earlier command wrote")
    return parser


def _write_class(options: argparse.Namespace) -> None:
    if options.code or options.name or options.number:
        raise ValueError("--class draws a sheet for each student, and takes no --code, --name or --number")
    whole = worksheets(options.students, options.topic, level=options.level, seed=options.seed, title=options.title)
    folder = whole.save(
        options.output or "worksheets",
        formats=[name.strip() for name in options.format.split(",")],
        paper=options.paper,
        overwrite=options.force,
    )
    print(
        printable(f"wrote {folder}: sheets and solutions for {counted(len(whole.sheets), 'student')}, and answers.csv")
    )


def _write_one(options: argparse.Namespace) -> None:
    sheet = worksheet(
        None if options.code and not options.topic else options.topic,
        level=options.level,
        seed=options.seed,
        code=options.code,
        title=options.title,
        name=options.name,
        number=options.number,
    )
    path = Path(options.output or f"{sheet.code}.pdf")
    is_bank = path.suffix.lower() in {bank.suffix for bank in BANKS.values()}
    solution = path.with_name(f"{path.stem}-solution{path.suffix}")
    if not is_bank and solution.exists() and not options.force:  # before half of the two is written
        raise FileExistsError(f"{str(solution)!r} exists already: --force replaces it")
    sheet.save(path, paper=options.paper, overwrite=options.force)
    if not is_bank:
        sheet.save(solution, solved=True, paper=options.paper, overwrite=options.force)
    print(printable(f"wrote {path}{'' if is_bank else f' and {solution.name}'}: {sheet!r}"))
