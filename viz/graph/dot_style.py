"""How a graph is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from viz.limits import whole_number_in
from viz.names import abbreviated, legible, pretty_name, pretty_number
from viz.palette import THEMES, Theme

__all__ = ["Style", "shown_equation", "shown_name"]


_DIRECTIONS = ("LR", "RL", "TB", "BT")
_PRECISION = (1, 17)


@dataclass(frozen=True)
class Style:
    """How a graph is drawn: the parameters of `viz.draw` by these names.

    Raises:
        TypeError: if the precision is not an int.
        ValueError: for a direction, a precision or a theme that there is not.
    """

    direction: str = "LR"
    precision: int = 4
    gradients: bool = True
    local_derivatives: bool = True
    backward: bool = False
    legend: bool = False
    theme: str = "light"

    @property
    def colors(self) -> Theme:
        return THEMES[self.theme]

    def __post_init__(self) -> None:
        if self.direction not in _DIRECTIONS:
            raise ValueError(
                f"expected direction to be one of {', '.join(_DIRECTIONS)}, got direction={self.direction!r}"
            )
        whole_number_in(_PRECISION, self.precision, "precision")
        if self.theme not in THEMES:
            raise ValueError(f"expected theme to be one of {', '.join(THEMES)}, got theme={self.theme!r}")

    def number(self, number: float | str | None) -> str:
        """A number, to as many digits as the style says; or the word that stands for it; a dash for None."""
        if number is None:
            return "—"
        return number if isinstance(number, str) else pretty_number(number, self.precision)


def shown_name(label: str) -> str:
    """A label as a picture has room for it."""
    return abbreviated(legible(pretty_name(label)))


def shown_equation(label: str, number: str) -> str:
    """The number, after the name if there is one."""
    name = shown_name(label)
    return f"{name} = {number}" if name else number
