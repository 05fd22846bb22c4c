"""The command `chalkgrad`: a demonstration, the course, what is installed, and all that `python -m viz` does."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Sequence
from typing import Final

from chalkgrad_command.companions import check_companions

__all__ = ["main"]

_HELP = """\
usage: chalkgrad demo            train a net on XOR, and draw the lecture's graphs into demo-output/
       chalkgrad lab [FOLDER]    the course in JupyterLab: its notebooks, copied into chalkgrad-course/
       chalkgrad deck DIR        the lecture as slides, with its numbers to be changed; chalkgrad deck --help tells more
       chalkgrad cheatsheet FILE.pdf    the lecture on one sheet, front and back
       chalkgrad doctor          what is installed, and how to get what is not
       chalkgrad mark ANSWERS.csv       the answers of a class, marked; chalkgrad mark --help tells more
       chalkgrad sheet ...       worksheets for a class, with solutions; chalkgrad sheet --help tells more
       chalkgrad EXPRESSION ...  every value and gradient of an expression; chalkgrad draw --help tells more

examples:
  chalkgrad "sigmoid(w1*x1 + w2*x2)" w1=0.5 x1=2 w2=-0.25 x2=1
  chalkgrad "log(x) / x" x=2 -o graph.png
"""

_FOR_A_CLASS: Final = ("cheatsheet", "deck", "mark", "sheet")
"""What the command that draws does besides."""

_HELP_ASKED: Final = (["--help"], ["-h"])
_HELPED_BY_THIS: Final = ("demo", "doctor", "lab")
"""Those that have no help of their own."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command.

    Args:
        arguments: those of the command line; None for those of this process.

    Returns:
        The exit code: 0 if all went well; 1 if something needed is missing; otherwise as `python -m viz` gives it.

    >>> main(["--help"])
    usage: chalkgrad demo            train a net on XOR, and draw the lecture's graphs into demo-output/
    ...
    0
    """
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        if sys.stdout is not None:  # as it is where somebody closed it
            sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read the output has seen enough
        sys.stderr.close()
        return 1
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        print(f"chalkgrad: {where}{error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("chalkgrad: interrupted", file=sys.stderr)
        return 130


def _run(given: list[str]) -> int:
    if given in ([], ["help"], *_HELP_ASKED) or (given[0] in _HELPED_BY_THIS and given[1:] in _HELP_ASKED):
        print(_HELP, end="")
        return 0
    if given in (["--version"], ["-V"], ["version"]):
        from chalkgrad_command.doctor import version_of

        print(f"chalkgrad {version_of('chalkgrad') or '(not installed)'}")
        return 0
    if given[0] in _COMMANDS:
        return _COMMANDS[given[0]](given[1:])
    meant = difflib.get_close_matches(given[0], [*_COMMANDS, *_FOR_A_CLASS], n=1)
    has_value = any(each.partition("=")[0].strip() == given[0] for each in given[1:])
    if meant and given[0] not in _FOR_A_CLASS and not has_value:  # no expression: a name alone has no value
        print(f"chalkgrad: there is no command {given[0]}: did you mean chalkgrad {meant[0]}?", file=sys.stderr)
        return 2
    return _draw(given)


def _draw(arguments: Sequence[str]) -> int:
    if not _are_ours():
        return 1
    from viz.command.command_line import main as draw

    return draw(arguments, "chalkgrad")


def _demo(arguments: Sequence[str]) -> int:
    if arguments:
        return _mistake("demo", arguments)
    if not _are_ours():
        return 1
    from chalkgrad_command.demo import main as demo

    demo()
    return 0


def _lab(arguments: Sequence[str]) -> int:
    if not _are_ours():
        return 1
    from chalkgrad_command.lab import main as lab

    return lab(arguments)


def _doctor(arguments: Sequence[str]) -> int:
    if arguments:
        return _mistake("doctor", arguments)
    from chalkgrad_command.doctor import examine, report

    findings = examine()
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"  # whose letters a folder may not keep to
    print(report(findings).encode(encoding, "replace").decode(encoding))
    return int(any(finding.is_needed and finding.cure for finding in findings))


def _are_ours() -> bool:
    """Whether the packages that the next line imports are chalkgrad's; if not, that has been said."""
    try:
        check_companions()
    except ImportError as error:
        print(f"chalkgrad: {error}", file=sys.stderr)
        return False
    return True


def _mistake(command: str, arguments: Sequence[str]) -> int:
    print(f"chalkgrad {command}: expected nothing behind it, got {' '.join(arguments)}", file=sys.stderr)
    return 2


_COMMANDS: Final[dict[str, Callable[[Sequence[str]], int]]] = {
    "demo": _demo,
    "doctor": _doctor,
    "draw": _draw,
    "lab": _lab,
}
