"""Options stated once, in a record whose fields a function takes by name."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass

import pytest

from autograd.shared.options import taking


@dataclass(frozen=True, kw_only=True)
class Look:
    width: float
    color: str = "red"

    def __post_init__(self):
        if self.width <= 0.0:
            raise ValueError(f"expected width to be positive, got {self.width!r}")


@taking(Look)
def line(start, end, name, look):
    """Draws a line."""
    return start, end, name, look


def test_fields_are_taken_by_name_and_checked_by_the_record():
    assert line(1, 2, "l", width=3.0) == (1, 2, "l", Look(width=3.0))
    with pytest.raises(ValueError, match=r"expected width to be positive, got -1\.0"):
        line(1, 2, "l", width=-1.0)


def test_what_comes_before_may_be_given_by_name_too():
    assert line(1, name="l", width=3.0, end=2, color="blue") == (1, 2, "l", Look(width=3.0, color="blue"))


def test_defaults_of_its_own_stand_in_for_the_records():
    plain = taking(Look, width=5.0)(lambda value, look: look.width)
    assert plain(0) == 5.0
    assert plain(0, width=6.0) == 6.0


@pytest.mark.skipif(sys.flags.optimize > 1, reason="python -OO keeps no docstrings")
def test_help_tells_the_options():
    signature = inspect.signature(line)
    assert list(signature.parameters) == ["start", "end", "name", "width", "color"]
    assert signature.parameters["color"].default == "red"
    assert line.__doc__ == "Draws a line."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: line(1, 2, "l", width=1.0, colour="blue"), "line takes no colour: did you mean color?"),
        (lambda: line(1, 2, "l", width=1.0, zebra=1), "line takes no zebra: it takes width, color"),
        (lambda: line(1, 2, "l"), "line needs width"),
        (lambda: line(1, color="blue"), "line needs end, name and width"),
        (lambda: line(1, 2, "l", 3.0), "line takes its options by name: width, color"),
        (lambda: line(1, 2, "l", width=1.0, start=2), "line takes start once, got it twice"),
    ],
)
def test_a_wrong_call_is_told_what_there_is(call, message):
    with pytest.raises(TypeError) as raised:
        call()
    assert str(raised.value) == message
