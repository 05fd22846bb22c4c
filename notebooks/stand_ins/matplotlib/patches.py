"""A circle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Circle:
    xy: tuple[float, float]
    radius: float
    facecolor: Any
    edgecolor: Any
    linewidth: float = 1.0
    zorder: float = 1.0
