"""Pictures as images: beside those in the repository."""

from __future__ import annotations

import itertools
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.viz.reference_pictures import FOLDER, REFERENCES

BLOCK = 8
"""What is compared is the mean colour of blocks of so many pixels a side: smoothing of edges does not count."""
SHIFT = 3
"""Nor does it count if something lies so many pixels aside, as from one release of Matplotlib to the next."""


def blocks(pixels: np.ndarray) -> np.ndarray:
    image = Image.fromarray(pixels)
    small = (max(1, image.width // BLOCK), max(1, image.height // BLOCK))
    return np.asarray(image.resize(small, Image.Resampling.BOX), dtype=float)


def differs(image: Image.Image, reference: Image.Image) -> bool:
    """Whether the sizes are more than a little apart, or any block is of another colour."""
    if max(abs(a - b) for a, b in zip(image.size, reference.size)) > SHIFT:
        return True
    pixels, expected = np.asarray(image.resize(reference.size)), blocks(np.asarray(reference))
    shifts = itertools.product((-SHIFT, 0, SHIFT), repeat=2)
    distances = [np.abs(blocks(np.roll(pixels, shift, axis=(0, 1))) - expected).max(axis=2) for shift in shifts]
    return bool(np.min(distances, axis=0).max() > 32.0)


@pytest.mark.parametrize("name", REFERENCES)
def test_a_picture_looks_as_its_reference_does(name: str) -> None:
    image = Image.open(BytesIO(REFERENCES[name]())).convert("RGB")
    with Image.open(FOLDER / f"{name}.png") as reference:
        assert not differs(image, reference.convert("RGB"))


@pytest.mark.parametrize("name", REFERENCES)
def test_a_missing_word_would_be_noticed(name: str) -> None:
    with Image.open(FOLDER / f"{name}.png") as opened:
        reference = opened.convert("RGB")
    broken = reference.copy()
    x, y = _inked(reference)
    ImageDraw.Draw(broken).rectangle((x, y, x + 40, y + 14), fill=reference.getpixel((2, 2)))
    assert differs(broken, reference)


def _inked(image: Image.Image) -> tuple[int, int]:
    """The corner of a piece as large as a word, with the most ink in it."""
    grey = np.asarray(image.convert("L"), dtype=float)
    ink = np.abs(grey - grey[2, 2])
    sums = {
        (x, y): ink[y : y + 14, x : x + 40].sum()
        for x in range(0, image.width - 40, 10)
        for y in range(0, image.height - 14, 7)
    }
    return max(sums, key=sums.__getitem__)


def test_there_is_a_reference_for_each_picture_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.png")} == set(REFERENCES)
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < 300_000
