"""Names and numbers as pictures write them."""

from __future__ import annotations

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.names import abbreviated, legible, place_and_name, pretty_name, pretty_number, shortest_names

NAMES = {
    "w11": "w₁₁",
    "w_11": "w₁₁",
    "w11^(1)": "w₁₁⁽¹⁾",
    "w_11^(1)": "w₁₁⁽¹⁾",
    "w_10,2^(1)": "w₁₀,₂⁽¹⁾",
    "w^(2)": "w⁽²⁾",
    "x_1": "x₁",
    "x_i": "xᵢ",
    "w_ij": "wᵢⱼ",
    "x^2": "x²",
    "yhat": "ŷ",
    "y_hat": "ŷ",
    "y_hat_1": "ŷ₁",
    "ŷ": "ŷ",
    "ell": "ℓ",
    "sigma": "σ",
    "alpha_1": "α₁",
    "Delta": "Δ",
    "b": "b",
    "head 2.q_0,1": "head 2.q₀,₁",
    "z_1^(1)′′": "z₁⁽¹⁾′′",
    "x′": "x′",
    "block 1.mlp.w_11^(1)": "block 1.mlp.w₁₁⁽¹⁾",
}
LITERAL = [
    "z ",
    "loss",
    "what",
    "my layer 2",
    "layer2",
    "<b>",
    "w_",
    "w__1",
    "p_y",
    "w11^",
    "w11^(a)",
    "11",
    "",
    "w₁",
    "1.5.w_1",
    "head 2.",
    ".q_0",
    "my.layer",
    "w\n1",
]


@pytest.mark.parametrize(("label", "name"), NAMES.items())
def test_a_mathematical_label_is_written_as_mathematics_writes_it(label: str, name: str) -> None:
    assert pretty_name(label) == name


@pytest.mark.parametrize("label", LITERAL)
def test_any_other_label_stays_as_it_is(label: str) -> None:
    assert pretty_name(label) == label


@given(st.lists(st.text("ab1. _,", max_size=8)))
def test_shortest_names_end_the_labels_and_differ_where_they_do(labels: list[str]) -> None:
    names = shortest_names(labels)
    assert names.keys() == set(labels)
    for label, name in names.items():
        assert label.endswith(name)
        assert name.endswith(place_and_name(label)[1])
    assert len(set(names.values())) == len(names)


def test_names_of_one_place_are_shortened_alike() -> None:
    labels = ["output.w_11", "output.w_13", "head 1.w_11"]
    assert list(shortest_names(labels).values()) == ["output.w_11", "output.w_13", "head 1.w_11"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2.0, "2"),
        (-1.0, "−1"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (-0.25, "−0.25"),
        (2 / 3, "0.6667"),
        (0.1 + 0.2, "0.3000"),
        (0.99999999, "1.000"),
        (9.99996, "10.00"),
        (529411.0, "529411"),
        (123456.789, "123456.8"),
        (1234567.0, "1.235e6"),
        (1e6, "1e6"),
        (1e300, "1e300"),
        (0.0001234567, "0.0001235"),
        (1e-7, "1e−7"),
        (-1.23456e-7, "−1.235e−7"),
        (5e-324, "5e−324"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_a_number_is_short_but_never_says_more_than_is_true(number: float, text: str) -> None:
    assert pretty_number(number) == text


def test_the_precision_is_the_number_of_significant_digits() -> None:
    assert [pretty_number(2 / 3, precision) for precision in (1, 2, 10)] == ["0.7", "0.67", "0.6666666667"]


@given(st.floats(-1e300, 1e300), st.integers(1, 17))
def test_a_shown_number_is_the_number_rounded(number: float, precision: int) -> None:
    shown = float(pretty_number(number, precision).replace("−", "-"))
    assert shown == pytest.approx(number, rel=0.51 * 10.0 ** (1 - precision), abs=sys.float_info.min)


@given(st.floats(1e-300, 1e300), st.integers(2, 17))
def test_a_rounded_number_shows_all_the_digits_asked_for(number: float, precision: int) -> None:
    shown = pretty_number(number, precision)
    if float(shown.replace("−", "-")) != number:
        mantissa = shown.partition("e")[0].replace(".", "").lstrip("0")
        assert len(mantissa) >= precision


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_seventeen_digits_give_the_number_back(number: float) -> None:
    assert float(pretty_number(number, 17).replace("−", "-")) == number


@given(st.text(st.characters()))
def test_legible_text_is_one_line_of_characters_that_xml_may_hold(text: str) -> None:
    line = legible(text)
    assert not any(character in line for character in "\n\r\t\0\x1b\u2028\u2029\u202e")
    line.encode("utf-8")


def test_legible_text_keeps_what_is_harmless() -> None:
    assert legible('"quotes" <b> & \\N {x|y} 😀 ŷ') == '"quotes" <b> & \\N {x|y} 😀 ŷ'


def test_long_text_is_abbreviated_and_short_text_is_not() -> None:
    assert abbreviated("a" * 40) == "a" * 40
    assert abbreviated("a" * 300) == "a" * 39 + "…"
