"""What every topic's exercises keep: they are solvable, unique, pleasant, and as much work as their level says."""

import itertools
import math
import os
import random
import re
from fractions import Fraction

import pytest

import nn
from autograd import topological_order
from tests.viz.formulas.reading_formulas import value_of_latex
from viz.classroom.exercises.fairness import are_apart, difficulty, is_fair
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.classroom.exercises.topics import TOPICS, exercise, is_alike

SEEDS = range(3)
EVERY = [(topic, level) for topic in TOPICS for level in (1, 2, 3)]
each_topic = pytest.mark.parametrize(("topic", "level"), EVERY)


def drawn(topic, level):
    return [exercise(topic, level=level, seed=seed) for seed in SEEDS]


def engine(output):
    """The graph's numbers as the engine has them, by kind and label, after a forward and a backward pass of its own."""
    output.recompute()
    output.zero_grad()
    output.backward()
    order = [node for node in topological_order(output) if node.label]
    values = {("value", node.label, -1): node.data for node in order}
    gradients = {("gradient", node.label, -1): node.grad for node in order}
    locals_ = {("local", node.label, k): local for node in order for k, local in enumerate(node.local_derivatives())}
    return values | gradients | locals_


@each_topic
def test_the_rules_give_the_numbers_of_the_engine(topic, level):
    for each in drawn(topic, level):
        answers = each.answers()
        for blank in each.blanks:
            if blank.place:
                number = engine(each.graph)[blank.place.kind, blank.place.node, blank.place.operand]
                assert math.isclose(answers[blank.name], number, rel_tol=1e-12)


@each_topic
def test_a_mistake_gives_a_number_of_its_own(topic, level):
    for each in drawn(topic, level):
        answers = each.answers()
        for blank in each.blanks:
            wrong = [(mistake.misconception, mistake.rule(answers)) for mistake in blank.mistakes]
            held = [
                ("right", answers[blank.name]),
                *((name, number) for name, number in wrong if not math.isnan(number)),
            ]
            assert {name for name, _ in wrong} <= MISCONCEPTIONS.keys()
            assert all(a == b or are_apart(x, y) for (a, x), (b, y) in itertools.combinations(held, 2))


@each_topic
def test_names_are_identifiers_and_unique(topic, level):
    for each in drawn(topic, level):
        names = [blank.name for blank in each.blanks]
        assert all(map(str.isidentifier, names))
        assert len({*names}) == len(names)


@each_topic
def test_all_of_a_level_are_as_much_work(topic, level):
    for each in drawn(topic, level):
        assert each.difficulty == difficulty(each.blanks, each.graph)
        assert is_alike(each.difficulty, TOPICS[topic].difficulty[level - 1])


@each_topic
def test_the_same_seed_gives_the_same_exercise_and_another_seed_another(topic, level):
    random.seed(0)
    again = exercise(topic, level=level, seed=0)
    first, *others = drawn(topic, level)
    assert (first.text, first.answers(), first.solution) == (again.text, again.answers(), again.solution)
    assert any(other.answers() != first.answers() for other in others)


def test_answers_that_are_exact_are_fractions():
    assert all(isinstance(n, Fraction) for n in exercise("parameter count", level=3).answers().values())


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_parameters_are_as_many_as_nn_counts(level):
    for each in drawn("parameter count", level):
        inputs, *units = [int(number) for number in re.findall(r"\d+", each.text[0])]
        assert each.answers()["total"] == nn.count_parameters(inputs, units)


def test_the_perceptron_learns_as_that_of_nn():
    for each in drawn("perceptron updates", 3):
        answers = each.answers()
        start = [float(Fraction(n.replace("−", "-"))) for n in re.findall(r"[wb][_12]* = (-?[\d.]+)", each.text[0])]
        samples = re.findall(r"x = \((\d), (\d)\)\$, \$y = (\d)", " ".join(each.text))
        rate = float(re.findall(r"rate is \$([\d.]+)", each.text[0])[0])
        perceptron = nn.Perceptron(2)
        perceptron.set_weights(start[:2], start[2])
        X, y = [[int(a), int(b)] for a, b, _ in samples], [int(label) for *_, label in samples]
        perceptron.fit(X, y, max_epochs=1, learning_rate=rate)
        last = len(samples)
        assert [*perceptron.w, perceptron.b] == [answers[f"w_1_{last}"], answers[f"w_2_{last}"], answers[f"b_{last}"]]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_slope_is_what_central_differences_give_and_the_quotient_that_of_the_function(level):
    for each in drawn("derivative by the limit", level):
        answers = each.answers()
        step = (answers["f_next"] - answers["f_x"]) / answers["quotient"]
        assert step > 0
        assert answers["slope"] != answers["quotient"]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_derivative_in_the_solution_has_the_slope_that_is_asked_for(level):
    for each in drawn("derivative by the limit", level):
        x = float(re.search(r"\$x = (-?[\d.]+)\$", each.text[0])[1])
        symbols, numbers, result = each.solution[-1].rstrip("$").split("f'(x) = ")[1].split(" = ")
        slope = float(each.answers()["slope"])
        assert value_of_latex(symbols, {"x": x}) == pytest.approx(slope, rel=1e-12)
        assert value_of_latex(numbers, {}) == pytest.approx(slope, rel=1e-12)
        assert float(Fraction(result)) == slope


@pytest.mark.slow
def test_many_seeds_give_exercises_that_are_solvable_unique_and_fair():
    count = int(os.environ.get("EXERCISES", "2"))
    for (topic, level), seed in itertools.product(EVERY, range(1000, 1000 + count)):
        each = exercise(topic, level=level, seed=seed)
        assert is_fair(each.blanks, each.graph)
        assert is_alike(each.difficulty, TOPICS[topic].difficulty[level - 1])
        assert all(map(math.isfinite, each.answers().values()))


def test_a_wrong_topic_level_or_seed_is_named():
    with pytest.raises(ValueError, match="topic"):
        exercise("backward")
    with pytest.raises(ValueError, match="level"):
        exercise("parameter count", level=4)
    with pytest.raises(ValueError, match="seed"):
        exercise("parameter count", seed=-1)
