"""The command: an expression, its gradients and their derivation, in the terminal or as a picture."""

from __future__ import annotations

import argparse
import math
import re
import sys
import tempfile
import unicodedata
import webbrowser
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograd import DomainError, Value
from autograd.shared.encodings import as_typed
from autograd.shared.near_names import nearest
from autograd.shared.printing import printable
from autograd.shared.showing import is_or_are
from viz.command.ending import PROGRAM, parser_of
from viz.command.expression import EvaluationError, ExpressionError, parse, read
from viz.command.handouts import FOR_A_CLASS
from viz.command.printout import report
from viz.graph.building import GraphTooLargeError
from viz.graph.drawing import draw
from viz.live.saving import save_html
from viz.live.stepper import stepper
from viz.live.texts import LANGUAGES
from viz.rendering.render import GraphvizNotFoundError

__all__ = ["main"]

_EXAMPLES = """\
examples:
  python -m viz "sigmoid(w1*x1 + w2*x2)" w1=0.5 x1=2 w2=-0.25 x2=1
      every value and gradient, and the derivation of the first name's
  python -m viz "x1 * (x1 + x2)" x1=2 x2=1 --derive x2
      the derivation of another
  python -m viz "log(x) / x" x=2 -o graph.png
      the graph, drawn with its gradients
  python -m viz "log(x) / x" x=2 --open
      the same as a live page: numbers to move, steps to go through; -o page.html keeps it
  python -m viz "log(x) / x" x=2 --steps -o steps.pdf
      both passes, a page a step; -o steps.gif is a film, -o step-{}.png a picture a step
  python -m viz --lecture pages
      every picture and derivation of the lecture, the graphs live, with an index.html

`python -m viz deck DIR` writes the lecture as slides, whose numbers can be changed, `python -m viz cheatsheet FILE.pdf`
on one sheet, and `python -m viz sheet` worksheets, for one student or a class, whose answers `python -m viz mark`
marks; each tells more with --help.

Numbers, names, pi and e, + - * / **, parentheses and the functions of the table are understood: exp, log, sqrt, tanh,
sigmoid, relu, ... A function of several vectors takes them in brackets: dot([w1, w2], [x1, x2], b), but max(0, x).
A number may be worked out: x=1/2.

exit codes: 0 done; 1 no value at these numbers, or a file that cannot be written; 2 a mistake in the command
"""


_OPTION = re.compile(r"[^-].*|-|-h|-o(.+\.(png|svg|pdf|dot|html|gif|webp|mp4))?|--([a-z][a-z-]*(=.*)?)?", re.DOTALL)
"""What is an option, or does not begin with a minus. "-omega*t" is an expression, "-ograph.png" is not."""


class _CommandError(Exception):
    """What the command says before it ends, and its exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def main(arguments: Sequence[str] | None = None, program: str = PROGRAM) -> int:
    """Runs the command.

    Args:
        arguments: those of the command line; None for those of this process.
        program: what was typed before them.

    Returns:
        The exit code.

    >>> main(["w * x", "w=0.5", "x=2"])
    forward
    w = 0.5
    x = 2
    f = w·x = 1
    <BLANKLINE>
    backward
    ∂f/∂f = 1
    ∂f/∂w = 2
    ∂f/∂x = 0.5
    <BLANKLINE>
    where
    f = w·x = 1
    <BLANKLINE>
    therefore
    ∂f/∂w = x
          = 2
    0
    """
    try:
        return _run(sys.argv[1:] if arguments is None else arguments, program)
    except BrokenPipeError:  # whoever read the output has seen enough
        sys.stderr.close()
        return 1


def _run(given: Sequence[str], program: str) -> int:
    if given and given[0] in FOR_A_CLASS:
        return FOR_A_CLASS[given[0]](given[1:], program)
    options = _parser(program).parse_intermixed_args(_told_apart(given))
    try:
        if options.lecture is not None:
            _write_lecture(options)
        else:
            _show(options)
    except _CommandError as error:
        print(printable(f"{program}: {error}", sys.stderr), file=sys.stderr)
        return error.code
    return 0


_MASK = "\0 "
"""Before an expression that begins with a minus: to argparse, what has a space in it is no option. No argument of a
process can have a zero in it."""


def _told_apart(arguments: Sequence[str]) -> list[str]:
    """The arguments, those masked that look like options and are none; after a bare -- all are."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    before = [a if _OPTION.fullmatch(a) else _MASK + a for a in arguments[:end]]
    return [*before, *(_MASK + a for a in arguments[end + 1 :])]


def _unmasked(argument: str) -> str:
    return argument.removeprefix(_MASK)


def _text(argument: str) -> str:
    return as_typed(_unmasked(argument))


def _parser(program: str) -> argparse.ArgumentParser:
    description = "Shows an expression with all its gradients: as text, the chain rule derived, or as a picture."
    parser = parser_of(program, "", description, _EXAMPLES)
    add = parser.add_argument
    add("expression", nargs="?", type=_text, metavar="EXPRESSION", help='such as "sigmoid(w*x + b)"')
    add("values", nargs="*", type=_text, metavar="NAME=VALUE", help="a number for each name in it")
    add(
        "-o",
        "--output",
        type=_unmasked,
        metavar="FILE",
        help="draw the graph into a .png, .svg, .pdf or .dot file; .html is a live page, .gif, .webp or .mp4 a film",
    )
    add("--steps", action="store_true", help="write both passes step by step: .pdf, .gif, .webp, .mp4, or step-{}.png")
    add(
        "--derive",
        type=_text,
        metavar="NAME",
        action="append",
        help="derive the gradient by NAME; may be given several times",
    )
    add("--unfold", action="store_true", help="draw a fused operation, such as dot, as the simpler ones it stands for")
    add("--direction", choices=("LR", "RL", "TB", "BT"), default="LR", help="where the arrows lead (default: LR)")
    add("--precision", type=int, default=4, metavar="N", help="significant digits, 1 to 17 (default: 4)")
    add("--open", action="store_true", help="show the live page, the file, or the lecture's index in the browser")
    add("--force", action="store_true", help="replace files that exist")
    add("--lecture", type=_unmasked, metavar="DIR", help="write the lecture's pictures and live pages into a folder")
    add("--language", choices=LANGUAGES, default="en", help="what pages and steps speak (default: en)")
    return parser


def _show(options: argparse.Namespace) -> None:
    if options.expression is None:
        raise _CommandError("expected an EXPRESSION, or --lecture DIR; --help shows examples", 2)
    if not 1 <= options.precision <= 17:
        raise _CommandError(f"expected --precision 1 to 17, got {options.precision}", 2)
    output, leaves = _evaluated(options.expression, _numbers(options.values))
    is_file = options.output or options.open or options.steps
    derived = options.derive or ([] if is_file else list(leaves)[:1])
    for name in derived:
        if name not in leaves:
            raise _CommandError(f"--derive {name}: the expression has no {name}{_meant(name, leaves)}", 2)
    try:
        output.backward()
        if is_file:
            _draw(output, [leaves[name] for name in derived], options)
        else:
            text = report(output, list(leaves.values()), [leaves[name] for name in derived], options.precision)
            print(printable(text))
    except DomainError as error:
        raise _CommandError(str(error), 1) from error


def _numbers(assignments: Sequence[str]) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for assignment in assignments:
        name, equals, text = (part.strip() for part in assignment.partition("="))
        name = unicodedata.normalize("NFKC", name)
        if not equals or not name.isidentifier():
            raise _CommandError(f"expected NAME=VALUE, got {assignment!r}", 2)
        if name in numbers:
            raise _CommandError(f"{name} is given twice", 2)
        try:
            numbers[name] = _number(text)
        except ValueError:
            raise _CommandError(f"expected a number for {name}, got {text!r}", 2) from None
        if not math.isfinite(numbers[name]):
            raise _CommandError(f"expected a finite number for {name}, got {text!r}", 2)
    return numbers


def _number(text: str) -> float:
    """A number as it is typed, or worked out: 1/2, pi/4."""
    try:
        return float(text.replace("−", "-"))
    except ValueError:
        return parse(text, {}).data


def _evaluated(expression: str, numbers: dict[str, float]) -> tuple[Value, dict[str, Value]]:
    """The graph, and the Values of its names, in the order in which they are read."""
    try:
        reading = read(expression, numbers)
        leaves = {name: Value(numbers[name], name) for name in (*reading.names, *numbers) if name in numbers}
        output = reading.value(leaves)
    except ExpressionError as error:
        raise _CommandError(str(error), 1 if isinstance(error, EvaluationError) else 2) from error
    unused = [name for name in numbers if name not in reading.names]
    if unused:
        what = f"{', '.join(unused)} {is_or_are(len(unused))} given, but not in the expression"
        raise _CommandError(f"{what}{_meant(unused[0], reading.names)}", 2)
    return output, leaves


def _meant(name: str, names: Iterable[str]) -> str:
    meant = nearest(name, names)
    return f": did you mean {meant}?" if meant else ""


def _draw(output: Value, highlighted: Sequence[Value], options: argparse.Namespace) -> None:
    """Writes the graph into a file: as a live page, its steps, or a picture."""
    path = Path(options.output or Path(tempfile.mkdtemp(prefix="chalkgrad-")) / "page.html")
    kind = _kind(path, options)
    if kind != "picture" and options.derive:
        raise _CommandError("--derive is for the text, and for a picture: -o graph.svg", 2)
    is_there = path.exists()
    look = {name: getattr(options, name) for name in ("direction", "precision", "unfold")}
    try:
        picture = draw(output, **look, highlight=highlighted)
        if kind == "picture":
            picture.save(path, overwrite=options.force)
        elif kind == "steps":
            stepper(output, **look, language=options.language).save(path, overwrite=options.force)
        else:
            look |= {"mode": "step" if options.steps else "explore", "language": options.language}
            save_html(output, path, overwrite=options.force, **look)
    except FileExistsError:
        raise _CommandError(f"{path} exists already: --force replaces it", 1) from None
    except OSError as error:
        raise _CommandError(f"cannot write {path}: {error.strerror or error}", 1) from error
    except (DomainError, GraphTooLargeError, RuntimeError) as error:  # a RuntimeError: there is no Graphviz, or ffmpeg
        raise _CommandError(str(error), 1) from error
    except ValueError as error:
        raise _CommandError(str(error), 2) from error
    print(printable(f"{'replaced' if is_there else 'wrote'} {path}: {picture.description}"))
    _open(path, options)


_KINDS = {
    **dict.fromkeys((".png", ".svg", ".pdf", ".dot"), "picture"),
    ".html": "page",
    **dict.fromkeys((".gif", ".webp", ".mp4"), "steps"),
}
"""What is written into a file, by its suffix."""


def _kind(path: Path, options: argparse.Namespace) -> str:
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        *most, last = _KINDS
        raise _CommandError(f"expected a file that ends in {', '.join(most)} or {last}, got {str(path)!r}", 2)
    if "{}" in path.name and options.open:
        raise _CommandError(f"--open shows one file, and {str(path)!r} stands for many", 2)
    return "steps" if kind == "picture" and (options.steps or "{}" in path.name) else kind


def _write_lecture(options: argparse.Namespace) -> None:
    if options.expression is not None or options.output or options.derive or options.steps:
        raise _CommandError("--lecture takes a folder, and neither an EXPRESSION, --derive, --steps nor --output", 2)
    from viz.classroom.lecture import write_lecture  # with Matplotlib, which an expression does without

    folder = Path(options.lecture)
    try:
        write_lecture(folder, overwrite=options.force, language=options.language)
    except FileExistsError as error:
        raise _CommandError(f"{error.filename or folder} exists already: --force replaces it", 1) from None
    except OSError as error:
        raise _CommandError(f"cannot write into {folder}: {error.strerror or error}", 1) from error
    except GraphvizNotFoundError as error:
        raise _CommandError(str(error), 1) from error
    print(printable(f"wrote {folder / 'index.html'} and the pictures and pages that it shows"))
    _open(folder / "index.html", options)


def _open(path: Path, options: argparse.Namespace) -> None:
    if options.open and not webbrowser.open(path.resolve().as_uri()):
        raise _CommandError(f"there is no browser to show {path} in", 1)
