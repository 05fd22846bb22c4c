"""The names of the scalar slides, for parameters and nodes.

The index convention, said once: `w_ij` leads from input i to unit j, as on the scalar slides. The matrix of a layer has
its units as rows, so that `w_ij` is its entry W[j][i]. A superscript counts the layers from 1.
"""

from __future__ import annotations

__all__ = ["slide_name"]


def slide_name(letter: str, *indices: int | None, layer: int | None = None) -> str:
    """A name with its indices; an index or a layer that is None is left out.

    >>> slide_name("w", 2, 1, layer=1), slide_name("w", 10, 1), slide_name("b", None)
    ('w_21^(1)', 'w_10,1', 'b')
    """
    numbers = [str(index) for index in indices if index is not None]
    separator = "," if any(len(number) > 1 for number in numbers) else ""
    superscript = "" if layer is None else f"^({layer})"
    return f"{letter}_{separator.join(numbers)}{superscript}" if numbers else f"{letter}{superscript}"
