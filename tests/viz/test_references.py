"""Pictures as images: beside those in the repository."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.viz.reference_pictures import FOLDER, REFERENCES

BLOCK = 8
"""What is compared is the mean grey of blocks of so many pixels a side: smoothing of edges does not count."""


def blocks(image: Image.Image, size: tuple[int, int]) -> np.ndarray:
    small = (max(1, size[0] // BLOCK), max(1, size[1] // BLOCK))
    return np.asarray(image.convert("RGB").resize(size).resize(small, Image.Resampling.BOX), dtype=float)


def differs(image: Image.Image, reference: Image.Image) -> bool:
    """Whether the sizes are more than a little apart, or any block is of another colour."""
    if max(abs(a - b) for a, b in zip(image.size, reference.size)) > 3:
        return True
    return bool(np.abs(blocks(image, reference.size) - blocks(reference, reference.size)).max() > 45.0)


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
