"""What the picture of an exercise tells, and what it keeps to itself."""

import pytest

from viz.classroom.exercises.drawing import drawn
from viz.classroom.exercises.topics import TOPICS, exercise

EVERY = [
    each for topic in TOPICS for level in (1, 2, 3) if (each := exercise(topic, level=level, seed=1)).graph is not None
]
with_graph = pytest.mark.parametrize("each", EVERY, ids=lambda each: f"{each.topic} {each.level}")


@with_graph
def test_a_question_mark_stands_where_something_is_asked_and_nowhere_in_the_solution(each):
    asked, solved = drawn(each), drawn(each, solved=True)
    places = [blank.place for blank in each.blanks if blank.place]
    assert asked.source.count("?</FONT>") == len(places)
    assert "?" not in solved.source
    assert "?" not in solved.details


@with_graph
def test_what_is_asked_is_told_neither_by_the_picture_nor_by_its_words(each):
    answers = each.answers()
    source = drawn(each).source
    for blank in each.blanks:
        if blank.place and isinstance(answers[blank.name], float):
            told = {"value": f"{blank.place.node} = ", "gradient": "grad ", "local": "derivative "}[blank.place.kind]
            assert f"{told}{answers[blank.name]!r}" not in source


def test_an_exercise_without_a_graph_has_no_picture():
    with pytest.raises(ValueError, match="expected an exercise with a graph, got <Exercise: How many parameters"):
        drawn(exercise("parameter count"))
