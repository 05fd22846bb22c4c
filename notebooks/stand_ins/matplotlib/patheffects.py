"""A stroke around letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class withStroke:
    linewidth: float
    foreground: Any
