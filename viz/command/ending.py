"""How a command ends: with an exit code, and a sentence where something went wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable

from autograd.shared.printing import printable

__all__ = ["exit_code"]


def exit_code(program: str, run: Callable[[], object]) -> int:
    """Runs a command, and says what went wrong: 0 done, 1 a file that cannot be read or written, 2 a mistake.

    >>> exit_code("sum", lambda: 1 + 1)
    0
    """
    try:
        run()
    except FileExistsError as error:
        return _failed(program, str(error).replace("overwrite=True", "--force"), 1)
    except (OSError, RuntimeError) as error:
        return _failed(program, str(error), 1)
    except (TypeError, ValueError) as error:
        return _failed(program, str(error), 2)
    return 0


def _failed(program: str, message: str, code: int) -> int:
    print(printable(f"{program}: {message}", sys.stderr), file=sys.stderr)
    return code
