"""What the command makes for a class: `python -m viz deck`, `cheatsheet`, `sheet` and `mark`."""

from __future__ import annotations

import errno
import os
import sys
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autograd.shared.printing import printable
from viz.command.ending import parser_of
from viz.rendering.paper import BrowserNotFoundError

if TYPE_CHECKING:
    from viz.classroom.deck.deck import Deck

__all__ = ["FOR_A_CLASS"]

_DECK: Final = """\
examples:
  python -m viz deck slides
      deck.html to present, deck.pdf to hand out, deck.toml with all numbers
  python -m viz deck slides --numbers slides/deck.toml --force
      the same again, once the numbers in deck.toml have been changed

Presenting: arrows turn the slides, S opens the notes, D changes between light and dark, ? tells the rest.
"""


class _HandoutError(Exception):
    """What the command says before it ends, and its exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def _ending(command: str, make: Callable[[Sequence[str], str], None]) -> Callable[[Sequence[str], str], int]:
    """The command with its exit code: 0 done, 1 a file that cannot be read or written, 2 a mistake."""

    def run(arguments: Sequence[str], program: str) -> int:
        try:
            make(arguments, program)
        except _HandoutError as error:
            print(printable(f"{program} {command}: {error}", sys.stderr), file=sys.stderr)
            return error.code
        return 0

    return run


def _deck(arguments: Sequence[str], program: str) -> None:
    description = "Writes the lecture as slides, every number and picture of them computed now."
    parser = parser_of(program, "deck", description, _DECK)
    parser.add_argument("folder", metavar="DIR", type=Path, help="the folder to write into; made if it is not there")
    parser.add_argument(
        "--numbers", metavar="FILE", type=Path, help="a deck.toml with other numbers than the lecture's"
    )
    parser.add_argument("--no-pdf", action="store_true", help="write no deck.pdf, which a browser has to print")
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    parser.add_argument("--open", action="store_true", help="show the slides in the browser")
    options = parser.parse_args(list(arguments))
    files = [options.folder / f"deck.{suffix}" for suffix in ("html", "toml", *(() if options.no_pdf else ("pdf",)))]
    _refuse_to_replace([file for file in files if not _is_same(file, options.numbers)], force=options.force)
    _check_writable(options.folder)
    made = _made(options.numbers)
    _written(options.folder, lambda: options.folder.mkdir(parents=True, exist_ok=True))
    for file in files:
        if not _is_same(file, options.numbers):  # which stays as somebody has written it
            _save(file, partial(made.save, file, overwrite=True))
    _open(files[0], shown=options.open)


def _save(file: Path, save: Callable[[], object]) -> None:
    """Writes a file, or says what it takes: without a browser there is no PDF, and all the rest."""
    try:
        _written(file, save)
    except BrowserNotFoundError as error:
        said = f"wrote no {file}: {error}; deck.html?print-pdf is the page to print"
        print(printable(said, sys.stderr), file=sys.stderr)
    else:
        print(printable(f"wrote {file}"))


def _is_same(file: Path, other: Path | None) -> bool:
    return other is not None and file.exists() and other.exists() and file.samefile(other)


def _cheatsheet(arguments: Sequence[str], program: str) -> None:
    from viz.classroom.cheatsheet import cheatsheet
    from viz.rendering.paper import PAPER_SIZES

    description = "Writes the lecture on one sheet, front and back, as PDF; no browser is needed."
    parser = parser_of(program, "cheatsheet", description)
    parser.add_argument("file", metavar="FILE.pdf", type=Path, help="the file to write")
    parser.add_argument("--paper", choices=PAPER_SIZES, default="a4", help="the size of the sheet (default: a4)")
    parser.add_argument("--force", action="store_true", help="replace the file if it exists")
    parser.add_argument("--open", action="store_true", help="show it in the program that shows PDF")
    options = parser.parse_args(list(arguments))
    if options.file.suffix.lower() != ".pdf":
        raise _HandoutError(f"expected a file that ends in .pdf, got {str(options.file)!r}", 2)
    _refuse_to_replace([options.file], force=options.force)
    _check_writable(options.file)
    _save(options.file, lambda: cheatsheet(options.paper).save(options.file, overwrite=options.force))
    _open(options.file, shown=options.open)


def _refuse_to_replace(files: Sequence[Path], *, force: bool) -> None:
    for file in files:
        if file.exists() and not force:
            raise _HandoutError(f"{file} exists already: --force replaces it", 1)


def _check_writable(path: Path) -> None:
    """Raises _HandoutError where neither a file nor a folder can be made, before the work that goes into it."""
    folder = next(each for each in (path, *path.parents) if each.exists() and not (each == path and each.is_file()))
    if not folder.is_dir():
        raise _HandoutError(f"cannot write {path}: {folder} is no folder", 1)
    if not os.access(folder, os.W_OK):
        raise _HandoutError(f"cannot write {path}: {os.strerror(errno.EACCES)}", 1)


def _made(numbers: Path | None) -> Deck:
    """The deck with these numbers; or what is wrong with them, or missing."""
    from viz.classroom.deck.deck import deck  # with Matplotlib and nn

    try:
        return deck(numbers).computed()
    except ValueError as error:
        raise _HandoutError(str(error), 2) from error
    except OSError as error:
        raise _HandoutError(f"cannot read {numbers}: {error.strerror or error}", 1) from error
    except RuntimeError as error:  # there is no Graphviz
        raise _HandoutError(str(error), 1) from error


def _written(file: Path, write: Callable[[], object]) -> None:
    try:
        write()
    except OSError as error:
        raise _HandoutError(f"cannot write {file}: {error.strerror or error}", 1) from error
    except BrowserNotFoundError:
        raise
    except RuntimeError as error:  # a browser that prints nothing, or no Graphviz
        raise _HandoutError(str(error), 1) from error


def _open(file: Path, *, shown: bool) -> None:
    if shown and not webbrowser.open(file.resolve().as_uri()):
        raise _HandoutError(f"there is no browser to show {file} in", 1)


def _sheet(arguments: Sequence[str], program: str) -> int:
    from viz.command.sheets import sheet_command  # with the classroom, which an expression does without

    return sheet_command(arguments, program)


def _mark(arguments: Sequence[str], program: str) -> int:
    from viz.command.marks import mark_command

    return mark_command(arguments, program)


FOR_A_CLASS: Final[Mapping[str, Callable[[Sequence[str], str], int]]] = {
    "cheatsheet": _ending("cheatsheet", _cheatsheet),
    "deck": _ending("deck", _deck),
    "mark": _mark,
    "sheet": _sheet,
}
"""The commands by their names; each takes its arguments and what was typed before it, and gives the exit code."""
