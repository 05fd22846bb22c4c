"""The command `chalkgrad`: a demonstration, a look at what is installed, and everything that `python -m viz` does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Final

from autograd.shared.near_names import nearest
from autograd.shared.printing import printable
from chalkgrad.doctor import examine, report

__all__ = ["main"]

_HELP = """\
usage: chalkgrad demo            train a net on XOR, and draw the lecture's graphs into demo-output/
       chalkgrad doctor          what is installed, and how to get what is not
       chalkgrad EXPRESSION ...  every value and gradient of an expression; chalkgrad draw --help tells more

examples:
  chalkgrad "sigmoid(w1*x1 + w2*x2)" w1=0.5 x1=2 w2=-0.25 x2=1
  chalkgrad "log(x) / x" x=2 -o graph.png
"""


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
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given in (["--help"], ["-h"]):
        print(_HELP, end="")
        return 0
    if given[0] in _COMMANDS:
        return _COMMANDS[given[0]](given[1:])
    meant = nearest(given[0], _COMMANDS)
    if len(given) == 1 and meant:  # a name alone has no value
        print(f"chalkgrad: there is no command {given[0]}: did you mean chalkgrad {meant}?", file=sys.stderr)
        return 2
    return _draw(given)


def _draw(arguments: Sequence[str]) -> int:
    from viz.command.command_line import main as draw

    return draw(arguments)


def _demo(arguments: Sequence[str]) -> int:
    if arguments:
        return _mistake("demo", arguments)
    from chalkgrad.demo import main as demo

    demo()
    return 0


def _doctor(arguments: Sequence[str]) -> int:
    if arguments:
        return _mistake("doctor", arguments)
    findings = examine()
    print(printable(report(findings)))
    return int(any(finding.is_needed and finding.cure for finding in findings))


def _mistake(command: str, arguments: Sequence[str]) -> int:
    print(f"chalkgrad {command}: expected nothing behind it, got {' '.join(arguments)}", file=sys.stderr)
    return 2


_COMMANDS: Final[dict[str, Callable[[Sequence[str]], int]]] = {"demo": _demo, "doctor": _doctor, "draw": _draw}
