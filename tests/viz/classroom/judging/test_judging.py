"""Who is right is never accused, who slips once loses once, and what a wrong number betrays is named or left open."""

import math
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import viz
from autograd import Value, topological_order
from autograd.zoo import BUGS
from tests.viz.classroom.exercises.broken_passes import filled_by, names_of
from viz.classroom.exercises.blank import Blank, Mistake, Place
from viz.classroom.exercises.exercise import Exercise
from viz.classroom.exercises.graph_exercise import graph_exercise
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.classroom.exercises.topics import TOPICS, exercise
from viz.classroom.judging.broken_passes import held_all_the_way
from viz.classroom.judging.judging import judged
from viz.classroom.judging.numbers import is_near

few = settings(max_examples=max(1, settings.default.max_examples // 2))
recipes = st.tuples(st.sampled_from([*TOPICS]), st.integers(1, 3), st.integers(0, 20))


@cache
def drawn(recipe):
    """Not by the strategy: that it takes its time is no fault of the examples."""
    topic, level, seed = recipe
    return exercise(topic, level=level, seed=seed)


def rounded(number):
    """To three significant digits, as a student writes it: whole numbers as they are."""
    return Fraction(number) if Fraction(number).denominator == 1 else Fraction(f"{float(number):.3g}")


def in_turn(sheet, written):
    """The entries of somebody who applies each rule to the entries before it, and writes what `written` makes of it."""
    entries = {}
    for blank in sheet.blanks:
        entries[blank.name] = written(blank, blank.rule(entries))
    return entries


@few
@given(recipes)
def test_the_right_answers_get_all_points(recipe):
    sheet = drawn(recipe)
    marked = viz.mark(sheet, sheet.answers())
    assert marked.points == marked.worth == sum(blank.points for blank in sheet.blanks)
    assert {mark.verdict for mark in marked.marks} == {"right"}


@few
@given(recipes, st.data())
def test_rounding_to_three_digits_on_the_way_costs_nothing(recipe, data):
    sheet = drawn(recipe)
    written, exact = {}, {}
    for blank in sheet.blanks:  # going on, for each number, with what was written or with what the calculator keeps
        held = {name: data.draw(st.sampled_from([written[name], exact[name]])) for name in written}
        exact[blank.name] = blank.rule(held)
        written[blank.name] = rounded(exact[blank.name])
    marked = viz.mark(sheet, written)
    assert marked.points == marked.worth, str(marked)


@few
@given(recipes, st.data())
def test_a_wrong_number_that_is_used_rightly_afterwards_loses_its_own_points_alone(recipe, data):
    sheet = drawn(recipe)
    slip = data.draw(st.sampled_from(sheet.blanks))

    def slipped(blank, number):
        assume(math.isfinite(float(number)))  # as of the logarithm of what came out above 1: nothing follows from it
        return rounded(number * Fraction(7, 5) + 3 if blank is slip else number)

    wrong = in_turn(sheet, slipped)
    marked = viz.mark(sheet, wrong)
    right = sheet.answers()
    for mark in marked.marks:
        if mark.name == slip.name:
            assert (mark.verdict, mark.points) == ("wrong", 0)
        elif wrong[mark.name] or not right[mark.name]:  # a 0 that follows takes no work
            assert mark.points == mark.worth, str(marked)
            assert not mark.misconceptions


@few
@given(recipes, st.data())
def test_each_mistake_is_among_those_named_and_what_follows_from_it_counts(recipe, data):
    sheet = drawn(recipe)
    mistakes = [(blank, mistake) for blank in sheet.blanks for mistake in blank.mistakes]
    if not mistakes:
        return
    slip, mistake = data.draw(st.sampled_from(mistakes))
    right = sheet.answers()
    number = mistake.rule(right)
    if math.isnan(number):
        return
    marked = viz.mark(sheet, {**right, slip.name: rounded(number)})
    [wrong] = [mark for mark in marked.marks if mark.name == slip.name]
    assert wrong.verdict == "wrong"
    assert mistake.misconception in wrong.misconceptions
    for name in wrong.misconceptions:
        assert MISCONCEPTIONS[name].says in wrong.says


def used_by_two(c, x, w):
    """A node below two others, one above the other, and a factor above all."""
    u = x * w
    return c * (u + u.exp())


OTHER_GRAPHS = dict.fromkeys(("depth_first", "once_a_path"), (used_by_two, (1.7, 0.3, -0.4)))
"""In place of a bug's smallest graph, at whose numbers another slip gives the same."""
TOLD_AS = {
    "operands_as_a_set": "overwritten",  # of x·x, one use and the last use are the same number
    "bias_forgotten": "nothing_handed_on",  # both are 0
}


def showing(bug):
    """An exercise on a graph that shows a bug, with a blank for the gradient of every node."""
    make, point = OTHER_GRAPHS.get(bug.name, (bug.function, bug.point.values()))
    graph = make(*map(Value, point))
    order = topological_order(graph)
    for k, node in enumerate(order):
        node.label = f"n{k}"
    places = [Place("gradient", node.label) for node in reversed(order[:-1]) if not node.is_constant]
    draft = graph_exercise(graph, places, "Fill in.")
    return Exercise("own", 1, 0, "A graph", draft.text, draft.blanks, graph, (), 1)


@cache
def sheets():
    """Of each topic that asks for gradients in a graph, one of each level."""
    drawn = [exercise(topic, level=level, seed=2) for topic in TOPICS for level in (1, 2, 3)]
    return [each for each in drawn if any(blank.place and blank.place.kind == "gradient" for blank in each.blanks)]


ALL_THAT_FILL_IN = [bug for bug in BUGS.values() if bug.name != "constant_exponent"]  # which ends in an error
each_bug = pytest.mark.parametrize("bug", ALL_THAT_FILL_IN, ids=lambda bug: bug.name)


@each_bug
def test_each_broken_pass_of_the_zoo_is_named(bug):
    sheet = showing(bug)
    marked = viz.mark(sheet, filled_by(bug, sheet))
    names = {TOLD_AS[bug.name]} if bug.name in TOLD_AS else names_of(bug)
    wrong = [mark for mark in marked.marks if mark.verdict == "wrong"]
    assert bool(wrong) == bool(names)  # without a name are those that show only after a second pass
    assert names <= {name for mark in wrong for name in mark.misconceptions}


@each_bug
def test_a_broken_pass_on_any_sheet_is_named_where_it_first_shows(bug):
    for sheet in sheets():
        entries, right = filled_by(bug, sheet), sheet.answers()
        wrong = [mark for mark in viz.mark(sheet, entries).marks if mark.verdict == "wrong"]
        assert bool(wrong) == any(not is_near(entries[name], right[name]) for name in right)
        assert all(mark.misconceptions for mark in wrong), wrong
        if wrong and not gives_what_another_slip_gives(sheet, wrong[0], entries):
            assert names_of(bug) <= {*wrong[0].misconceptions}


def gives_what_another_slip_gives(sheet, mark, entries):
    """Whether a slip that the exercise itself lists gives this number: of a sum over two paths, the last use is one."""
    [blank] = [blank for blank in sheet.blanks if blank.name == mark.name]
    return any(is_near(mark.entry, mistake.rule(entries)) for mistake in blank.mistakes)


def own_exercise(*rules):
    """An exercise of blanks a, b, …, one for each rule."""
    blanks = tuple(Blank(name, name, name, rule) for name, rule in zip("abc", rules))
    return Exercise("own", 1, 0, "Own", (), blanks, None, (), 1)


def verdicts(exercise, **entries):
    return [mark.verdict for mark in viz.mark(exercise, entries).marks]


def test_what_rounding_makes_of_a_difference_is_right_and_after_a_slip_it_follows():
    sheet = own_exercise(lambda _: 1.2349, lambda entries: entries["a"] - 1.2)
    assert verdicts(sheet, a=1.23, b=0.03) == ["right", "right"]
    assert viz.mark(sheet, {"a": 1.23, "b": 0.03}).marks[1].says == "b = 0.0349."
    assert verdicts(sheet, a=1.5, b=0.3) == ["wrong", "follows"]
    assert (
        viz.mark(sheet, {"a": 1.5, "b": 0.3}).marks[1].says
        == "b = 0.3 follows rightly from your earlier numbers, and counts."
    )


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize(("entry", "verdict"), [(1.504, "right"), (1.6, "wrong")])
def test_a_rounded_number_may_have_been_more_or_less_and_the_entry_has_been_rounded_too(side, entry, verdict):
    """Of a = 2.003, written 2.00, the half unit 0.005 is multiplied by a hundred, on one side."""
    sheet = own_exercise(lambda _: 2.003, lambda entries: 1.0 + max(0.0, side * (entries["a"] - 2.0)) * 100.0)
    assert verdicts(sheet, a=2.00, b=entry) == ["right", verdict]


def test_what_needs_no_rounding_leaves_no_room():
    sheet = own_exercise(lambda _: Fraction(5, 2), lambda entries: 100.0 * (float(entries["a"]) - 2.5) + 1.0)
    assert verdicts(sheet, a=2.5, b=1.4) == ["right", "wrong"]
    sheet = own_exercise(lambda _: Fraction(2001, 1000), lambda entries: 100.0 * (float(entries["a"]) - 2.0) + 1.0)
    assert verdicts(sheet, a=2.00, b=1.1) == ["right", "right"]


def test_nothing_follows_where_the_rule_leaves_its_domain():
    sheet = own_exercise(lambda _: 4.0, lambda entries: math.log(entries["a"]))
    assert verdicts(sheet, a=-1.0, b=0.5) == ["wrong", "wrong"]
    only_there = own_exercise(lambda _: 4.003, lambda entries: 1.0 if entries["a"] in (4.0, 4.003) else math.nan)
    assert verdicts(only_there, a=4.0, b=1.5) == ["right", "wrong"]


def test_what_could_not_be_read_is_told_in_the_words_of_the_reader():
    sheet = own_exercise(lambda _: 4.0, lambda _: 5.0)
    blanks = {blank.name: blank for blank in sheet.blanks}
    first, second = judged(sheet, blanks, {"b": 5.0}, {"a": "expected a number, got 'four'"})
    assert (first.verdict, first.points, first.says) == ("unreadable", 0, "a: expected a number, got 'four'.")
    assert (second.verdict, second.says) == ("right", "b = 5.")
    [first, _] = judged(sheet, blanks, {}, {})
    assert (first.verdict, first.says) == ("empty", "a: not answered.")


def test_a_slip_that_an_exercise_leaves_out_is_found_in_the_graph():
    sheet = exercise("sum over paths", level=2, seed=1)
    bare = replace(sheet, blanks=tuple(replace(blank, mistakes=()) for blank in sheet.blanks))
    right = sheet.answers()
    blank = next(blank for blank in sheet.blanks if blank.place and blank.place.kind == "gradient" and blank.mistakes)
    for mistake in blank.mistakes:
        mark = next(
            mark for mark in viz.mark(bare, {**right, blank.name: mistake.rule(right)}).marks if mark.name == blank.name
        )
        assert mistake.misconception in mark.misconceptions


def test_marking_leaves_the_graph_as_it_was_and_what_never_got_a_gradient_counts_as_0():
    sheet = exercise("sum over paths", level=2, seed=1)
    before = [(node.data, node.grad) for node in topological_order(sheet.graph)]
    assert held_all_the_way(sheet, sheet.blanks[-1], 0) == ("nothing_handed_on",)
    assert held_all_the_way(sheet, replace(sheet.blanks[-1], place=None), 0) == ()
    assert held_all_the_way(sheet, replace(sheet.blanks[-1], place=Place("value", "y")), 0) == ()
    assert held_all_the_way(replace(sheet, graph=None), sheet.blanks[-1], 0) == ()
    assert [(node.data, node.grad) for node in topological_order(sheet.graph)] == before


def test_a_sheet_of_zeros_gets_nothing():
    sheet = exercise("backward pass of two layers", level=2, seed=1)
    assert viz.mark(sheet, dict.fromkeys(sheet.answers(), 0)).points == 0


def test_a_sheet_of_zeros_is_told_one_thing():
    sheet = exercise("backward pass of two layers", level=2, seed=1)
    assert viz.mark(sheet, dict.fromkeys(sheet.answers(), 0)).misconceptions() == ("nothing_handed_on",)


def two_slips_that_agree():
    slips = tuple(Mistake(name, lambda entries: Fraction(4)) for name in ("sign", "swapped"))
    blank = Blank("a", "a", "a", lambda entries: Fraction(7), slips)
    return Exercise("own", 1, 0, "Own", (), (blank,), None, (), 1)


def test_where_two_slips_give_the_same_number_both_are_said_and_neither_is_counted():
    marked = viz.mark(two_slips_that_agree(), {"a": 4})
    assert marked.marks[0].misconceptions == ("sign", "swapped")
    assert marked.misconceptions() == ()
    assert "More than one slip gives this number." in marked.marks[0].says


def test_a_number_that_nothing_known_gives_is_not_explained():
    mark = viz.mark(two_slips_that_agree(), {"a": 5}).marks[0]
    assert (mark.verdict, mark.misconceptions, mark.says) == (
        "wrong",
        (),
        "a: 5 is not right. Go back a step, and compute it again.",
    )


def test_what_is_not_answered_is_skipped_and_the_rest_counts():
    sheet = exercise("parameter count", level=2, seed=7)
    marked = viz.mark(sheet, {"layer_1": ..., "layer_2": None, "layer_3": 24, "total": 65})
    assert [mark.verdict for mark in marked.marks] == ["empty", "empty", "right", "right"]


@few
@given(recipes, st.data())
def test_any_numbers_at_all_are_marked(recipe, data):
    sheet = drawn(recipe)
    number = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-3, 3), st.fractions())
    marked = viz.mark(sheet, {blank.name: data.draw(number) for blank in sheet.blanks})
    assert 0 <= marked.points <= marked.worth
    assert str(marked)
