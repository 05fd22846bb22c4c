"""The handwritten digits, from the file of scikit-learn that the site's builder puts beside this one."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

from numpy import ndarray


def load_digits(*, return_X_y: bool) -> tuple[ndarray, ndarray]:
    """The pixels, image by image, and what digit each image shows."""
    with gzip.open(Path(__file__).with_name("digits.csv.gz"), "rt") as file:
        rows = [list(map(float, row)) for row in csv.reader(file)]
    pixels = [pixel for *image, _ in rows for pixel in image]
    return ndarray(pixels, (len(rows), 64)), ndarray([int(digit) for *_, digit in rows], (len(rows),))
