"""The numbers of the deck: read from a file or a mapping, written again, and refused by name."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.classroom.deck.numbers import DeckNumbers, numbers_of, numbers_text

numbers = st.floats(-1e6, 1e6)


@given(
    w11=numbers, X=st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=2, max_size=6), seed=st.integers(0, 99)
)
def test_what_is_written_is_read_again(
    w11: float, X: list[list[float]], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chosen = numbers_of(
        {"unit": {"w11": w11}, "perceptron": {"X": X, "y": ([0, 1] * 3)[: len(X)]}, "xor": {"seed": seed}}
    )
    file = tmp_path_factory.mktemp("numbers") / "deck.toml"
    file.write_text(numbers_text(chosen), encoding="utf-8")
    assert numbers_of(file) == chosen


def test_the_file_is_toml_for_whoever_reads_that() -> None:
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    assert numbers_of(toml.loads(numbers_text(DeckNumbers()))) == DeckNumbers()


def test_what_is_left_out_is_the_lectures(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text("\ufeff# mine\n[unit]\nx1 = 3  # larger\n\n[classes]\nlogits = [1, 2,\n  3]\n", encoding="utf-8")
    chosen = numbers_of(file)
    assert (chosen.unit.x1, chosen.unit.x2, chosen.classes.logits) == (3.0, 1.0, (1.0, 2.0, 3.0))
    assert chosen.two_layers == DeckNumbers().two_layers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[unit]\ny = 2", "expected y of [unit] to be 0 or 1, got y=2"),
        ("[unit]\nx1 = two", "expected x1 of [unit] to be a number or a list of numbers, got x1 = 'two'"),
        ("[unit]\nx1 = 1e999", "expected x1 of [unit] to be a finite number, got x1=inf"),
        ("[unit]\nx1 = [1]", "expected x1 of [unit] to be a finite number, got x1=[1]"),
        ("[unit]\nz1 = 1", "unknown entry of [unit] 'z1': expected one of w11, w21, x1, x2, y"),
        ("[units]\nx1 = 1", "unknown section of the numbers 'units': did you mean 'unit'?"),
        ("[xor]\nhidden = 2.5", "expected hidden of [xor] to be a whole number from 2 to 8, got hidden=2.5"),
        ("[xor]\nlearning_rate = 0", "expected learning_rate of [xor] to be a number above 0, got learning_rate=0"),
        ("[perceptron]\nX = [[0, 1], [1, 0]]", "X and y of [perceptron] to be of equal length, got 2 samples and 4"),
        (
            "[perceptron]\nX = [[0, 1], [1]]",
            "expected X of [perceptron] to be a list of 2 to 12 entries, each a list of 2",
        ),
        ("[classes]\ntarget = 4", "target of [classes] to be one of the 3 classes of its logits, got target=4"),
        ("x" * 100_000, "to hold [sections] with lines name = number, but found: "),
        ("x1 = 1", "to hold [sections] with lines name = number, but found: "),
        ("[unit]\nx1 = 1\nx1 = 2", "to hold [sections] with lines name = number, but found: "),
    ],
)
def test_a_wrong_entry_is_named(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(told)) as error:
        numbers_of(file)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 500


def test_what_is_no_mapping_and_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="expected numbers to be the path of a file"):
        numbers_of(3)  # type: ignore[arg-type]
    with pytest.raises(
        TypeError, match=r"expected \[unit\] of the numbers to be a mapping from names to numbers, got 3"
    ):
        numbers_of({"unit": 3})  # type: ignore[dict-item]
    with pytest.raises(FileNotFoundError):
        numbers_of(tmp_path / "nowhere.toml")
