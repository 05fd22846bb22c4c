"""That the fuzzer finds what is wrong, tells how to see it again, and lets pass what is promised."""

import pytest
from hypothesis import strategies as st

from benchmarks import fuzz
from benchmarks.fuzz import Tally, Target, documented, run_round

NUMBERS = st.integers(0, 1000)


def found_in(check):
    tally = Tally()
    run_round("numbers", Target(NUMBERS, check), 1, tally)
    return tally


def test_an_error_is_found_and_made_small_once(capsys):
    def check(number):
        if number > 700:
            raise ZeroDivisionError("too large")

    tally = found_in(check)
    run_round("numbers", Target(NUMBERS, check), 2, tally)
    [(kind, told)] = tally.findings.items()
    assert "ZeroDivisionError" in kind
    assert "seed 1" in told
    assert "701" in told
    assert capsys.readouterr().out.count("FOUND") == 1


def test_what_is_right_is_counted_and_nothing_found():
    tally = found_in(lambda number: None)
    assert not tally.findings
    assert tally.examples == fuzz.EXAMPLES


def test_what_hangs_is_found(monkeypatch):
    monkeypatch.setattr(fuzz, "PATIENCE", 1)

    def check(number):
        while number == 0:
            pass

    assert "TooSlowError" in next(iter(found_in(check).findings))


def test_an_error_passes_only_by_its_kind_and_with_the_name():
    with documented(ValueError, naming="a.json"):
        raise ValueError("a.json: expected a number")
    with pytest.raises(AssertionError, match="does not name"), documented(ValueError, naming="a.json"):
        raise ValueError("expected a number")
    with pytest.raises(KeyError), documented(ValueError, naming="a.json"):
        raise KeyError("a.json")


@pytest.mark.slow
def test_every_target_takes_what_is_drawn_for_it(monkeypatch):
    monkeypatch.setattr(fuzz, "EXAMPLES", 6)
    for name, target in fuzz.targets().items():
        tally = Tally()
        run_round(name, target, 7, tally)
        assert tally.examples >= 2, name
        assert not tally.findings, tally.findings
