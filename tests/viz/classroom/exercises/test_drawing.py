"""What the picture of an exercise tells, and what it keeps to itself."""

import random
from functools import cache

import pytest

from viz.classroom.exercises.drawing import drawn
from viz.classroom.exercises.topic import Draws
from viz.classroom.exercises.topics import TOPICS, exercise

WITH_GRAPH = [name for name, topic in TOPICS.items() if topic.draw(Draws(random.Random(1), False), 1).graph is not None]


@cache
def exercise_on(topic, level):
    """Drawn by the test that asks for it first, and not where tests are only collected."""
    return exercise(topic, level=level, seed=1)


def with_graph(test):
    return pytest.mark.parametrize("level", [1, 2, 3])(pytest.mark.parametrize("topic", WITH_GRAPH)(test))


def test_most_topics_have_a_graph():
    assert len(WITH_GRAPH) >= 11


@with_graph
def test_a_question_mark_stands_where_something_is_asked_and_nowhere_in_the_solution(topic, level):
    each = exercise_on(topic, level)
    asked, solved = drawn(each), drawn(each, solved=True)
    places = [blank.place for blank in each.blanks if blank.place]
    assert asked.source.count("?</FONT>") == len(places)
    assert "?" not in solved.source
    assert "?" not in solved.details


@with_graph
def test_what_is_asked_is_told_neither_by_the_picture_nor_by_its_words(topic, level):
    each = exercise_on(topic, level)
    answers = each.answers()
    source = drawn(each).source
    for blank in each.blanks:
        if blank.place and isinstance(answers[blank.name], float):
            told = {"value": f"{blank.place.node} = ", "gradient": "grad ", "local": "derivative "}[blank.place.kind]
            assert f"{told}{answers[blank.name]!r}" not in source


def test_an_exercise_without_a_graph_has_no_picture():
    with pytest.raises(ValueError, match="expected an exercise with a graph, got <Exercise: How many parameters"):
        drawn(exercise("parameter count"))
