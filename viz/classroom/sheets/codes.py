"""The code of a worksheet: a few letters and digits from which the same sheet and its solution come again.

It is short enough to be read aloud over a telephone. There is no I, L, O or U in it: whoever hears or reads one of
them means 1, 1, 0 or V. The last sign is a checksum over the others, so one sign heard wrong, or two signs
exchanged, give no other sheet but an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from autograd.arguments import check_one_of

__all__ = ["LEVELS", "MOST_TOPICS", "SEEDS", "Recipe", "code_of", "recipe_of"]

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": None, " ": None, "–": None, "−": None})
_BITS: Final = 5
_TAIL: Final = 4  # signs for seed and level together
_GROUP: Final = 3

LEVELS: Final = (1, 3)
"""The easiest level, and the hardest."""
SEEDS: Final = 2**18
"""How many seeds a code can tell apart."""
MOST_TOPICS: Final = len(_SIGNS)
"""How many topics a code can tell apart."""


@dataclass(frozen=True)
class Recipe:
    """What a worksheet is made from.

    Attributes:
        topics: the numbers of its topics, in the order of the sheet.
        level: how hard its exercises are, 1 to 3.
        seed: what they are drawn with, 0 to 262143.
    """

    topics: tuple[int, ...]
    level: int
    seed: int


def code_of(recipe: Recipe) -> str:
    """The code of a recipe: a sign for each topic, four for seed and level, one to check them by.

    >>> code_of(Recipe((2,), 1, 7)), code_of(Recipe((2, 5), 3, 262143))
    ('200-0N5', '25Q-ZZZ-W')
    """
    low, high = LEVELS
    tail = recipe.seed * (high - low + 1) + recipe.level - low
    digits = [*recipe.topics, *(tail >> _BITS * place & 31 for place in reversed(range(_TAIL)))]
    signs = "".join(_SIGNS[digit] for digit in (*digits, _checksum(digits)))
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))


def recipe_of(code: str) -> Recipe:
    """The recipe that a code stands for.

    Args:
        code: as it was printed or heard: small letters, spaces and missing hyphens do no harm.

    Raises:
        TypeError: if it is no text.
        ValueError: if it is no code, or a sign of it is wrong.

    >>> recipe_of("2o0 on5")
    Recipe(topics=(2,), level=1, seed=7)
    >>> recipe_of("200-0M5")
    Traceback (most recent call last):
        ...
    ValueError: expected the code of a worksheet, got code='200-0M5', in which a sign is mistaken, or two are exchanged
    """
    check_one_of(code, "code", str, "the code of a worksheet, such as '200-0N5'")
    signs = code.upper().translate(_MEANT)
    wrong = [sign for sign in signs if sign not in _SIGNS]
    if wrong or len(signs) < _TAIL + 2:
        why = f"{wrong[0]!r} is in none" if wrong else f"it has {_TAIL + 2} signs or more"
        raise ValueError(f"expected the code of a worksheet, got code={code!r}: {why}")
    low, high = LEVELS
    *digits, check = (_SIGNS.index(sign) for sign in signs)
    tail = 0
    for digit in digits[-_TAIL:]:
        tail = tail << _BITS | digit
    seed, level = divmod(tail, high - low + 1)
    if check != _checksum(digits) or seed >= SEEDS:
        raise ValueError(
            f"expected the code of a worksheet, got code={code!r}, in which a sign is mistaken, or two are exchanged"
        )
    return Recipe(tuple(digits[:-_TAIL]), low + level, seed)


def _checksum(digits: Sequence[int]) -> int:
    """The digits as coefficients of a polynomial over the field of 32 elements, at a generator of it, by Horner.

    Powers of a generator differ, so every single wrong digit changes the sum, and so does every exchange of two.
    """
    total = 0
    for digit in digits:
        total = _doubled(total ^ digit)
    return total


def _doubled(element: int) -> int:
    """Times the generator x in GF(2)[x] / (x⁵ + x² + 1)."""
    return element << 1 if element < 16 else element << 1 ^ 0b100101
