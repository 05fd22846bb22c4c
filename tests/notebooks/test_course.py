"""Quizzes, sliders and exercises: what the notebooks use besides the library."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograd import PRIMITIVES, Value
from notebooks import course

FOLDER = Path(course.__file__).parent
every_quiz = pytest.mark.parametrize("name", course.quizzes())


class Markup(HTMLParser):
    """Counts elements, and notes those left open."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: Counter[str] = Counter()
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen[tag] += 1

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


class TestQuizzes:
    def test_each_is_asked_in_one_place(self):
        sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("0*.py")))
        assert sorted(re.findall(r'^quiz\("(.*?)"\)', sources, re.MULTILINE)) == sorted(course.quizzes())

    def test_those_of_the_lecture_are_there_under_its_numbers(self):
        assert {"L3.2", "L3.5", "L3.6", "L5.5", "L6.2", "L6.3"} <= set(course.quizzes())

    def test_the_file_holds_as_many_choices_as_are_read(self):
        text = (FOLDER / "quizzes.md").read_text(encoding="utf-8")
        assert sum(len(quiz.choices) for quiz in course.quizzes().values()) == text.count("\n- [")

    @every_quiz
    def test_one_choice_is_right_and_each_has_a_remark(self, name):
        quiz = course.quiz(name)
        assert "?" in quiz.question
        assert sum(right for _, right, _ in quiz.choices) == 1
        assert 2 <= len(quiz.choices) <= 6
        assert all(len(remark.split()) >= 4 for _, _, remark in quiz.choices)

    @every_quiz
    def test_it_works_without_scripts_and_by_keyboard(self, name):
        """`<details>` opens with Enter, and needs nothing else, not even trust in the notebook."""
        quiz = course.quiz(name)
        page = Markup(quiz._repr_html_())
        assert not page.open
        assert page.seen["details"] == page.seen["summary"] == len(quiz.choices)
        assert set(page.seen) <= {"div", "p", "strong", "em", "details", "summary"}
        assert quiz._repr_html_().count("✓") == 1

    @every_quiz
    def test_in_plain_text_it_does_not_give_itself_away(self, name):
        quiz = course.quiz(name)
        assert len(repr(quiz).splitlines()) == 1 + len(quiz.choices)
        assert not any(mark in repr(quiz) for mark in ("✓", "✗", "[x]", "<em>", "&lt;"))


class TestSlider:
    def test_without_one_the_first_the_middle_and_the_last_picture_are_shown(self, monkeypatch):
        shown = []
        monkeypatch.setenv(course.STATIC, "1")
        monkeypatch.setattr(course, "display", lambda item: shown.append(getattr(item, "data", item)))
        course.slider(lambda number: 10 * number, "α", [1.0, 2.0, 3.0, 4.0, 5.0])
        assert shown == ["<p>α = 1</p>", 10.0, "<p>α = 3</p>", 30.0, "<p>α = 5</p>", 50.0]

    def test_with_one_it_offers_every_number_under_its_name(self, monkeypatch):
        import ipywidgets

        made = []
        monkeypatch.delenv(course.STATIC, raising=False)
        monkeypatch.setattr(ipywidgets, "interact", lambda draw, number: made.append((draw(2.0), number)))
        course.slider(lambda number, factor=10: factor * number, "α", [0.5, 2.0])
        [(drawn, slider)] = made
        assert drawn == 20.0
        assert slider.options == (("0.5", 0.5), ("2", 2.0))
        assert slider.description == "α"


class TestCounts:
    def test_each_count_stands_in_the_row_and_column_of_its_names(self):
        table = course.counts([[0, 4], [16, 1]], ["<", "b"]).data
        rows = table.split("</tr>")[:-1]
        assert [re.sub("<[^>]*>", " ", row).split() for row in rows] == [["&lt;", "b"], ["&lt;", "4"], ["b", "16", "1"]]
        assert [row.count("<td") for row in rows] == [0, 2, 2]
        assert not Markup(table).open

    def test_the_larger_is_the_darker(self):
        table = course.counts([[0, 4], [16, 1]], ["a", "b"]).data
        assert [float(share) for share in re.findall(r"rgba\(\d+,\d+,\d+,([\d.]+)\)", table)] == [0.5, 1.0, 0.25]


class TestExercises:
    def test_one_that_is_solved_is_said_to_be_right(self, capsys):
        with course.exercise():
            assert 1 + 1 == 2
        assert capsys.readouterr().out == "✓ Right.\n"

    def test_one_that_is_not_says_why_and_the_notebook_goes_on(self, capsys):
        with course.exercise():
            raise AssertionError("the factor ∂z/∂w is missing")
        assert capsys.readouterr().out == "✗ Not yet. the factor ∂z/∂w is missing\n"

    def test_an_error_in_the_students_code_is_named(self, capsys):
        with course.exercise():
            raise ZeroDivisionError("division by zero")
        assert capsys.readouterr().out == "✗ ZeroDivisionError: division by zero\n"

    def test_one_without_a_reason_gives_none(self, capsys):
        with course.exercise():
            raise AssertionError
        assert capsys.readouterr().out == "✗ Not yet.\n"

    @pytest.mark.parametrize("cut", [math.exp, lambda x: x.data**3, lambda x: x * x.data])
    def test_a_function_about_which_backward_is_wrong_convicts_nobody(self, cut):
        innocent = replace(course.suspect("05"), backward=Value.backward)
        for bug in (innocent, course.suspect("05")):
            with pytest.raises(AssertionError, match=r"Even backward\(\) is wrong about this function"):
                course.caught(bug, cut, 3.0)

    @pytest.mark.parametrize("notebook", ["01", "02", "03", "04", "05", "06", "07", "08", "09"])
    def test_the_right_pass_is_never_caught_and_each_suspect_is_on_its_own_graph(self, notebook):
        bug = course.suspect(notebook)
        assert not course.caught(replace(bug, backward=Value.backward), bug.function, *bug.point.values())
        assert course.caught(bug, bug.function, *bug.point.values())

    def test_an_operation_may_be_registered_again(self):
        try:
            for factor in (2.0, 3.0):
                times = course.operation("times", lambda x, f=factor: f * x, (lambda x, y, f=factor: f,), latex="{0}")
                x = Value(1.0)
                times(x).backward()
                assert x.grad == factor
        finally:
            PRIMITIVES.pop("times", None)

    def test_an_operation_of_the_library_does_not_make_way(self):
        with pytest.raises(ValueError, match="tanh is an operation of the library"):
            course.operation("tanh", math.tanh, (lambda x, y: 1.0,), latex="{0}")
        assert PRIMITIVES["tanh"].value is math.tanh
