"""Data to learn from: logic gates, shapes made on the spot, handwritten digits, first names, and files of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.shared.near_names import missing_attribute
from nn.datasets.first_names import names
from nn.datasets.images import csv, digits, idx
from nn.datasets.shapes import AND, NOT, OR, XOR, Dataset, blobs, circles, moons, spirals
from nn.datasets.texts import Characters, lines, text

__all__ = [
    "AND",
    "NOT",
    "OR",
    "XOR",
    "Characters",
    "Dataset",
    "blobs",
    "circles",
    "csv",
    "digits",
    "idx",
    "lines",
    "moons",
    "names",
    "spirals",
    "text",
]

if not TYPE_CHECKING:  # where it would hide a wrong name

    def __getattr__(name: str) -> object:
        raise missing_attribute(__name__, name, __all__)
