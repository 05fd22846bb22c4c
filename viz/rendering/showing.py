"""A picture shown at once, wherever the program runs."""

from __future__ import annotations

import sys
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path

from autograd.shared.printing import printable

__all__ = ["show"]


def show(picture: object, suffix: str, contents: Callable[[], bytes]) -> None:
    """Shows a picture: in the notebook that runs this, or else in the program that opens such files on this machine.

    Args:
        picture: what a notebook shows by itself.
        suffix: that of the file which is shown elsewhere.
        contents: makes what stands in it.
    """
    shell = _notebook()
    if shell is not None:
        from IPython.display import display

        display(picture)  # type: ignore[no-untyped-call]  # it has no annotations
        return
    # The file stays: whatever opens it may read it at any later time.
    with tempfile.NamedTemporaryFile(prefix="chalkgrad-", suffix=suffix, delete=False) as file:
        file.write(contents())
    path = Path(file.name)
    if not webbrowser.open(path.as_uri()):
        print(printable(f"nothing here opens pictures: this one is {path}"))


def _notebook() -> object | None:
    """The shell of the notebook that runs this; None elsewhere, where IPython has not even been loaded."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell if hasattr(shell, "kernel") else None
