import time

import pytest

from benchmarks.frameworks import Losses
from benchmarks.racing import race


def test_the_first_training_warms_up_and_the_others_count():
    lengths = iter([5.0, 3.0, 1.0, 2.0])
    found = race({"one": lambda: Losses([0.5], next(lengths), set_up=0.25)}, 3)
    assert [run.seconds for run in found.runs["one"]] == [3.0, 1.0, 2.0]
    assert (found.median("one"), found.fastest("one"), found.set_up("one")) == (2.0, 1.0, 0.25)


def test_what_the_first_took_longer_than_any_other_was_done_once():
    waits = iter([0.1, 0.0, 0.02])
    found = race({"one": lambda: time.sleep(next(waits)) or Losses([], 0.0)}, 2)
    first, *others = found.durations["one"]
    assert found.once("one") == max(0.0, first - max(others))
    assert first >= 0.1


def test_they_take_turns():
    order = []
    engines = {name: lambda name=name: order.append(name) or Losses([], 0.0) for name in "ab"}
    race(engines, 2)
    assert order == list("ababab")


def test_who_is_not_installed_is_asked_once_and_named():
    asked = []

    def missing():
        asked.append(1)
        raise ImportError("no module named torch")

    found = race({"torch": missing, "ours": lambda: Losses([], 0.0)}, 2)
    assert (list(found.runs), len(asked)) == (["ours"], 1)
    assert found.absences() == ["torch is not installed: no module named torch."]


def test_any_other_error_ends_the_race():
    def wrong():
        raise ValueError("a faster wrong answer")

    with pytest.raises(ValueError, match="a faster wrong answer"):
        race({"one": wrong}, 1)
