"""Which mistakes in a graph are told by name: those of the broken passes of the zoo."""

import math
from functools import cache

import pytest

from autograd.zoo import BUGS
from tests.viz.classroom.exercises.broken_passes import filled_by, names_of
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.classroom.exercises.topics import exercise

SHEETS = [
    ("backward pass of one unit", 2),
    ("backward pass of two layers", 3),
    ("softmax and cross-entropy", 3),
    ("product and chain rule", 2),
    ("product and chain rule", 3),
    ("a step of descent", 3),
]


EVERY = [
    (bug, topic, level)
    for bug in BUGS.values()
    for topic, level in SHEETS
    # There, several nodes in a row are used twice, and the parts are handed on in more ways than are worth a name.
    if (bug.name, topic) != ("once_a_path", "softmax and cross-entropy")
]


@cache
def sheet_on(topic, level):
    """Drawn by the test that asks for it first, and not where tests are only collected."""
    return exercise(topic, level=level, seed=2)


@pytest.mark.parametrize(("bug", "topic", "level"), EVERY, ids=lambda each: getattr(each, "name", str(each)))
def test_what_a_broken_pass_makes_of_a_gradient_follows_rightly_or_is_named(bug, topic, level):
    sheet = sheet_on(topic, level)
    entries = filled_by(bug, sheet)
    for blank in sheet.blanks:
        if not (blank.place and blank.place.kind == "gradient"):
            continue
        written = entries[blank.name]
        if math.isclose(written, blank.rule(entries), rel_tol=1e-9, abs_tol=1e-12):
            continue
        fitting = [m for m in blank.mistakes if math.isclose(m.rule(entries), written, rel_tol=1e-9, abs_tol=1e-12)]
        assert fitting, (blank, written)


@pytest.mark.parametrize("bug", BUGS.values(), ids=lambda bug: bug.name)
def test_no_misconception_claims_a_bug_that_is_not_there_and_each_says_one_thing(bug):
    assert len(names_of(bug)) <= 1


def test_every_bug_that_a_misconception_names_is_in_the_zoo():
    assert {bug for each in MISCONCEPTIONS.values() for bug in each.bugs} <= BUGS.keys()
