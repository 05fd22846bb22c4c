"""How a command is called, and how it ends: with an exit code, and a sentence where something went wrong."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from autograd.shared.printing import printable

__all__ = ["PROGRAM", "exit_code", "parser_of", "told"]

PROGRAM = "python -m viz"
"""What is typed before an expression or the name of a command, if it is not `chalkgrad`; the examples have it so."""


def parser_of(program: str, command: str, description: str, examples: str = "") -> argparse.ArgumentParser:
    """A parser that speaks of the program by the name it was called by.

    >>> parser_of("chalkgrad", "mark", "Marks.", "python -m viz mark answers.csv").epilog
    'chalkgrad mark answers.csv'
    """
    return argparse.ArgumentParser(
        prog=f"{program} {command}".rstrip(),
        description=description,
        epilog=examples.replace(PROGRAM, program),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def exit_code(program: str, run: Callable[[], object]) -> int:
    """Runs a command, and says what went wrong: 0 done, 1 a file that cannot be read or written, 2 a mistake.

    Raises:
        BrokenPipeError: if whoever reads the output has seen enough.

    >>> exit_code("sum", lambda: 1 + 1)
    0
    """
    try:
        run()
    except BrokenPipeError:
        raise
    except FileExistsError as error:
        return _failed(program, str(error).replace("overwrite=True", "--force"), 1)
    except (OSError, RuntimeError) as error:
        return _failed(program, told(error), 1)
    except (TypeError, ValueError) as error:
        return _failed(program, str(error), 2)
    return 0


def told(error: Exception) -> str:
    """What an error says, without the number that the system has for it.

    >>> told(PermissionError(13, "Permission denied", "marks.csv"))
    'marks.csv: Permission denied'
    """
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _failed(program: str, message: str, code: int) -> int:
    print(printable(f"{program}: {message}", sys.stderr), file=sys.stderr)
    return code
