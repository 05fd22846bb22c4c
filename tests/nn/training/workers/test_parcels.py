"""What goes to another process comes there as it is, or as an error that says what became of it."""

from __future__ import annotations

import os
import pickle
import platform
import re
import sys
import threading
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn.training.workers.parcels import (
    Answer,
    Attempt,
    Parcel,
    attempt,
    no_function,
    packed,
    pickled,
    raised,
    same,
    unpacked,
    worker_name,
)
from oracles import few

SENDABLE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children) | st.tuples(children, children),
    max_leaves=10,
)


class TakesTwoError(Exception):
    """Is pickled, and cannot be unpickled."""

    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


class HoldsALockError(Exception):
    """Cannot be pickled."""

    def __init__(self):
        super().__init__("it holds a lock")
        self.lock = threading.Lock()


class FailsToOpen:
    """Is pickled, and raises when it is unpickled."""

    def __reduce__(self):
        return int, ("three",)


def error_of(make):
    with pytest.raises(Exception) as told:  # noqa: PT011  # what it is, the tests ask
        unpacked(packed(make))
    return told.value


@few
@given(thing=SENDABLE)
def test_what_is_sent_arrives(thing):
    assert unpacked(packed(lambda: thing)) == thing
    assert pickle.loads(pickle.dumps(Parcel(lambda: thing))).opened() == thing
    assert attempt(same, 5, Parcel(lambda: thing)).answer()[:3] == (5, thing, None)


def test_within_a_process_a_parcel_is_not_touched():
    lock = threading.Lock()
    assert Parcel(lambda: lock).opened() is lock


def test_an_error_arrives_with_the_lines_that_led_to_it():
    error = error_of(partial(raised, KeyError("weights")))
    assert (type(error), error.args) == (KeyError, ("weights",))
    lines = str(error.__cause__).splitlines()
    assert lines[:2] == ["in another process", "Traceback (most recent call last):"]
    assert lines[-1] == "KeyError: 'weights'"
    assert any(line.strip().endswith("in raised") for line in lines)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (HoldsALockError(), r"^[\w.]*HoldsALockError: it holds a lock$"),
        (TakesTwoError("a", "b"), r"^[\w.]*TakesTwoError: a and b$"),
    ],
    ids=["cannot be pickled", "cannot be unpickled"],
)
def test_an_error_that_cannot_come_is_told_by_one_that_can(error, said):
    told = error_of(partial(raised, error))
    assert type(told) is RuntimeError
    assert re.match(said, str(told))
    assert str(told.__cause__).splitlines()[-1] == str(told)


def test_a_thing_that_cannot_be_sent_or_opened_is_told_by_whoever_opens_it():
    assert "cannot pickle" in str(error_of(threading.Lock))
    assert "three" in str(error_of(FailsToOpen))
    parcel = pickle.loads(pickle.dumps(Parcel(threading.Lock)))
    with pytest.raises(TypeError, match="cannot pickle"):
        parcel.opened()


def test_an_attempt_says_where_it_was_made_and_how_long_it_took():
    here = f"{platform.node()}:{os.getpid()}"
    assert worker_name() == here
    made = attempt(abs, 3, Parcel(lambda: -2))
    assert (made.place, made.worker) == (3, here)
    assert made.seconds > 0.0
    assert made.answer() == Answer(3, 2, None, made.seconds, here, is_lost=False)


def test_an_attempt_that_fails_gives_the_error_and_no_frames_that_keep_things_alive():
    for parcel, kind in ((Parcel(lambda: "a"), TypeError), (Parcel(partial(raised, ValueError("bad"))), ValueError)):
        answer = attempt(abs, 1, parcel).answer()
        assert (answer.place, answer.result, type(answer.error), answer.is_lost) == (1, None, kind, False)
        assert answer.error.__traceback__ is None
    lost = Attempt(2, Parcel(partial(raised, OSError("gone"))), 0.5, "far:1").answer()
    assert (lost.place, str(lost.error), lost.seconds, lost.worker) == (2, "gone", 0.5, "far:1")


def test_what_stands_in_no_module_is_sent_whole_where_cloudpickle_is_and_told_where_it_is_not(monkeypatch):
    pytest.importorskip("cloudpickle")
    assert pickle.loads(pickled(lambda: 4))() == 4
    monkeypatch.setitem(sys.modules, "cloudpickle", None)
    assert pickle.loads(pickled(abs)) is abs
    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda"):
        pickled(lambda: 4)


def test_a_function_that_cannot_go_is_named_with_the_reason_and_what_to_do():
    told = no_function(abs, "it is lost")
    assert type(told) is TypeError
    assert str(told).startswith(
        "expected a function that another process can be given, got <built-in function abs>: it is lost. Put it into"
    )
