"""Codes of worksheets: short, and never taken for another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import viz
from viz.classroom.exercises.topics import TOPICS
from viz.classroom.sheets.codes import LEVELS, MOST_TOPICS, SEEDS, Recipe, code_of, recipe_of

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

recipes = st.builds(
    Recipe,
    st.lists(st.integers(0, MOST_TOPICS - 1), min_size=1, max_size=6).map(tuple),
    st.integers(*LEVELS),
    st.integers(0, SEEDS - 1),
)


PRINTED = {
    "perceptron updates": "0",
    "what a unit computes": "1",
    "forward pass": "2",
    "parameter count": "3",
    "softmax and cross-entropy": "4",
    "derivative by the limit": "5",
    "product and chain rule": "6",
    "partial derivative": "7",
    "a step of descent": "8",
    "local derivatives": "9",
    "backward pass of one unit": "A",
    "backward pass of two layers": "B",
    "sum over paths": "C",
    "find the bug": "D",
}
"""The first sign of the codes that have been printed: a topic may be added at the end of this, and no line changed."""


def test_each_topic_has_the_sign_that_was_printed_and_no_other_has_it():
    assert {name: SIGNS[topic.number] for name, topic in TOPICS.items()} == PRINTED
    assert len({topic.number for topic in TOPICS.values()}) == len(TOPICS) <= MOST_TOPICS


def test_topics_in_another_order_have_the_same_codes(monkeypatch):
    names = ["find the bug", "parameter count"]
    before = viz.worksheet(names, seed=5)
    for module in ("exercises.topics", "sheets.sheet", "sheets.worksheet"):
        monkeypatch.setattr(f"viz.classroom.{module}.TOPICS", dict(reversed(TOPICS.items())))
    assert viz.worksheet(names, seed=5).code == before.code
    assert [each.topic for each in viz.worksheet(code=before.code).exercises] == names


@given(recipes)
def test_a_code_gives_its_recipe_again(recipe):
    assert recipe_of(code_of(recipe)) == recipe


@given(recipes)
def test_a_code_is_read_as_people_write_it(recipe):
    code = code_of(recipe)
    heard = code.lower().replace("-", " ").replace("0", "o").replace("1", "l").replace("v", "u")
    assert recipe_of(f" {heard} ") == recipe


@given(recipes)
def test_a_code_has_no_sign_that_is_heard_or_read_as_another(recipe):
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{3}(-[0-9A-HJKMNP-TV-Z]{1,3})+", code_of(recipe))


@given(recipes, st.data())
def test_one_wrong_sign_is_noticed(recipe, data):
    signs = code_of(recipe).replace("-", "")
    place = data.draw(st.integers(0, len(signs) - 1))
    wrong = data.draw(st.sampled_from(SIGNS.replace(signs[place], "")))
    with pytest.raises(ValueError, match="a sign is mistaken"):
        recipe_of(signs[:place] + wrong + signs[place + 1 :])


@given(recipes, st.data())
def test_two_exchanged_signs_are_noticed(recipe, data):
    signs = [*code_of(recipe).replace("-", "")]
    one, other = data.draw(st.tuples(*[st.integers(0, len(signs) - 1)] * 2))
    if signs[one] == signs[other]:
        return
    signs[one], signs[other] = signs[other], signs[one]
    with pytest.raises(ValueError, match="two are exchanged"):
        recipe_of("".join(signs))


@pytest.mark.parametrize("code", ["", "2", "12345", "100-0N?", "100 0NÄ"])
def test_what_is_no_code_is_refused_by_name(code):
    with pytest.raises(ValueError, match="expected the code of a worksheet, got code="):
        viz.worksheet(code=code)


def test_a_topic_of_a_later_release_is_told():
    with pytest.raises(ValueError, match="its topic is not in this release"):
        viz.worksheet(code=code_of(Recipe((MOST_TOPICS - 1,), 1, 0)))
