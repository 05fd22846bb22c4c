"""What is said of a name that is not here."""

from __future__ import annotations

from typing import NoReturn


def missing(owner: object, name: str) -> NoReturn:
    """A class's `__getattr__`; a module's too, given its name.

    Raises:
        AttributeError: always.
    """
    what = owner if isinstance(owner, str) else type(owner).__name__
    raise AttributeError(f"this page has the calls of Matplotlib that viz makes, and {what}.{name} is not one of them")
