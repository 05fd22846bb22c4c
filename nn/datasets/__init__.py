"""Data to learn from: logic gates, shapes made on the spot, handwritten digits, first names, and files of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.shared.near_names import missing_attribute
from nn.datasets.first_names import names
from nn.datasets.images import csv, digits, idx
from nn.datasets.shapes import (
    AND,
    NOT,
    OR,
    XOR,
    Dataset,
    Heights,
    blobs,
    circles,
    hills,
    moons,
    quadrants,
    spirals,
    tilt,
)
from nn.datasets.texts import Characters, lines, text

__all__ = [
    "AND",
    "NOT",
    "OR",
    "XOR",
    "Characters",
    "Dataset",
    "Heights",
    "blobs",
    "circles",
    "csv",
    "digits",
    "hills",
    "idx",
    "lines",
    "moons",
    "names",
    "quadrants",
    "spirals",
    "text",
    "tilt",
]


def __dir__() -> list[str]:
    """Names to use, and not those that came here on the way to them."""
    return __all__


if not TYPE_CHECKING:  # where it would hide a wrong name

    def __getattr__(name: str) -> object:
        raise missing_attribute(__name__, name, __all__, {"mnist": "idx", "fashionmnist": "idx"})
