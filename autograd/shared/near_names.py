"""The name that was meant, where there is none of the name that was given."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import Final, Literal, TypeAlias, get_args

from autograd.shared.showing import came

__all__ = ["OPERATIONS_ELSEWHERE", "EpochOrStep", "check_epoch_or_step", "check_name", "missing_attribute", "nearest"]

EpochOrStep: TypeAlias = Literal["epoch", "step"]
"""What a training is counted in: each batch is a step."""

_MOST_LISTED: Final = 100

OPERATIONS_ELSEWHERE: Final = {
    "ln": "log",
    "σ": "sigmoid",
    "logistic": "sigmoid",
    "expit": "sigmoid",
    "swish": "silu",
    "heaviside": "step",
    "absolute": "abs",
    "fabs": "abs",
    "power": "pow",
    "negative": "neg",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctan2": "atan2",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "tg": "tan",
}
"""What blackboards and other libraries call operations of the table."""


def nearest(name: str, known: Iterable[str], elsewhere: Mapping[str, str] | None = None) -> str | None:
    """The known name that was most likely meant, whatever its capitals, hyphens and underscores; None for none.

    Args:
        name: what was given.
        known: the names that there are.
        elsewhere: what some of them are called by others, in small letters and digits.

    >>> nearest("ReLU", ["relu", "tanh"]), nearest("sofmax", ["softmax", "softplus"]), nearest("quux", ["relu"])
    ('relu', 'softmax', None)
    >>> nearest("Ln", ["log", "log2"], {"ln": "log"})
    'log'
    """
    by_letters = {_letters(each): each for each in known}
    letters = _letters(name)
    synonym = (elsewhere or {}).get(letters)
    if letters not in by_letters and synonym in by_letters.values():
        return synonym
    swapped = [each for each in by_letters if sorted(each) == sorted(letters)]  # tahn: tanh, though tan is nearer
    near = ({letters} & by_letters.keys()) or swapped or difflib.get_close_matches(letters, by_letters, n=1, cutoff=0.7)
    return by_letters[next(iter(near))] if near else None


def check_name(
    given: object, argument: str, known: Collection[str], elsewhere: Mapping[str, str] | None = None, hint: str = ""
) -> str:
    """The name, if it is one of the known ones.

    Args:
        given: what was given.
        argument: what it was given as.
        known: the names that there are.
        elsewhere: what some of them are called by others, as for `nearest`.
        hint: what else might have been given, such as "a function or ".

    Raises:
        TypeError: if it is no name at all.
        ValueError: if there is none of that name, saying which was meant, then which there are.

    >>> check_name("Dark", "theme", ["light", "dark"])
    Traceback (most recent call last):
        ...
    ValueError: unknown theme 'Dark': did you mean 'dark'? It is one of light, dark
    """
    shown = [*known][:_MOST_LISTED] if len(known) > _MOST_LISTED else known
    more = len(known) - len(shown)
    listed = ", ".join(shown) + (f" and {more} more" if more else "")
    if not isinstance(given, str):
        if len(known) == 1:
            raise TypeError(f"expected {argument} to be {hint}{listed!r}, got {came(given)}")
        raise TypeError(f"expected {argument} to be {hint}a name, got {came(given)}: the names are {listed}")
    if given in known:
        return given
    near = nearest(given, known, elsewhere)
    if near is None:
        raise ValueError(f"unknown {argument} {given!r}: expected {hint}one of {listed}")
    raise ValueError(f"unknown {argument} {given!r}: did you mean {near!r}? It is {hint}one of {listed}")


def check_epoch_or_step(given: object, name: str) -> None:
    """Raises TypeError or ValueError, as `check_name` does, unless it is one of the two."""
    check_name(given, name, get_args(EpochOrStep), {"batch": "step", "update": "step"})


def missing_attribute(
    module: str, name: str, known: Iterable[str], elsewhere: Mapping[str, str] | None = None
) -> AttributeError:
    """What a module's `__getattr__` raises, with the name that was meant.

    >>> raise missing_attribute("nn.datasets", "xor", ["AND", "XOR"])
    Traceback (most recent call last):
        ...
    AttributeError: module 'nn.datasets' has no attribute 'xor': did you mean nn.datasets.XOR?
    """
    near = None if name.startswith("_") else nearest(name, known, elsewhere)
    hint = f": did you mean {module}.{near}?" if near else ""
    return AttributeError(f"module {module!r} has no attribute {name!r}{hint}")


def _letters(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
