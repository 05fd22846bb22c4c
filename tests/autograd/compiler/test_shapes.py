"""Programs of a function of sequences: whatever lengths come in whatever order, the numbers of the eager engine."""

import itertools
import math
from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import ControlFlowError, DomainError, Value, compiler, pick
from oracles import few

finite = st.floats(-3.0, 3.0)
sequences = st.lists(st.lists(finite, min_size=1, max_size=5), min_size=1, max_size=20)
nested = st.lists(st.lists(st.tuples(finite, finite), min_size=1, max_size=4), min_size=1, max_size=12)
W = [Value(0.5, label="w"), Value(-1.25, label="u")]


def memory(xs):
    """A recurrent net of one unit, with a list that grows and a branch on its length."""
    state, seen = Value(0.25), []
    for x in xs:
        state = (W[0] * state + W[1] * x).tanh()
        seen.append(state * x)
    return autograd.sum(seen) if len(seen) > 2 else seen[-1].exp()


@few
@given(samples=sequences)
def test_each_sample_gets_what_the_function_gives_for_it(samples):
    program = autograd.compile(memory)
    assert program(samples) == pytest.approx([memory(xs).data for xs in samples], rel=1e-13, abs=1e-15)
    assert sorted(program.shapes) == sorted({(len(xs),) for xs in samples})


@few
@given(samples=sequences)
def test_value_and_gradient_are_those_of_the_mean_of_all_samples(samples):
    result = autograd.compile(memory).value_and_grad(samples)
    mean = autograd.mean([memory(xs) for xs in samples])
    expected = [slope.data for slope in autograd.gradients(mean, W)]
    assert result.value == pytest.approx(mean.data, rel=1e-13, abs=1e-15)
    assert list(result.outputs) == pytest.approx([memory(xs).data for xs in samples], rel=1e-13, abs=1e-15)
    program = autograd.compile(memory, parameters=W)
    assert list(program.value_and_grad(samples).parameters) == pytest.approx(expected, rel=1e-12, abs=1e-14)


@few
@given(samples=nested)
def test_sequences_of_rows_and_numbers_beside_them_go_in_and_lists_come_out(samples):
    scales = [float(k) for k in range(len(samples))]

    def rows(xs, scale):
        return [[scale * a * W[0], a + b] for a, b in xs]

    program = autograd.compile(rows)
    expected = [[[float(x) for x in row] for row in rows(xs, Value(s))] for xs, s in zip(samples, scales)]
    assert program(samples, scales) == expected


def test_one_program_a_shape_is_made_when_it_is_needed_and_kept():
    calls = []

    def noted(xs):
        calls.append(len(xs))
        return autograd.sum(xs)

    program = autograd.compile(noted)
    assert calls == []
    program([[1.0], [1.0, 2.0], [3.0]])
    program([[4.0, 5.0]])
    assert calls == [1, 2]
    assert repr(program) == "<Programs of noted: 2 shapes so far>"


def test_parameters_met_later_join_those_known_and_keep_their_order():
    table = [Value(float(k), label=f"w{k}") for k in range(3)]
    program = autograd.compile(lambda xs: autograd.dot(table[: len(xs)], xs))
    assert list(program.value_and_grad([[5.0]]).parameters) == [5.0]
    assert list(program.value_and_grad([[1.0, 2.0, 3.0], [4.0]]).parameters) == [2.5, 1.0, 1.5]
    assert [p.label for p in program.parameters] == ["w0", "w1", "w2"]


@pytest.mark.parametrize("kind", [list, tuple, np.array, lambda row: array("d", row)])
def test_any_container_holds_sequences(kind):
    program = autograd.compile(autograd.sum)
    assert program([kind([1.0, 2.0]), kind([3.0])]) == [3.0, 3.0]
    assert program(np.array([[1.0, 2.0], [3.0, 4.0]])) == [3.0, 7.0]


def test_a_token_where_nothing_stands_is_refused_with_its_sample_and_place():
    letters = [Value(1.0), Value(2.0), Value(4.0)]
    program = autograd.compile(lambda word: autograd.prod([pick(letters, letter) for letter in word]))
    assert program([[0, 2], [1], [2, 2]]) == [4.0, 2.0, 16.0]
    for wrong in (3, -1, math.inf):
        with pytest.raises(
            ValueError, match=rf"^expected a whole number from 0 to 2 in word, got {wrong} in row 2, column 1$"
        ):
            program([[0, 2], [1], [0, wrong]])
    with pytest.raises(ValueError, match=r"^expected a whole number from 0 to 2 in word, got 0.5 in row 0, column 0$"):
        program([[0.5]])
    with pytest.raises(ValueError, match=r"^expected a whole number from 0 to 2 in word, got NaN in row 1, column 0$"):
        program([[0, 2], [math.nan]])


def test_what_the_eager_engine_refuses_is_refused_with_the_sample_s_own_number():
    program = autograd.compile(lambda xs: autograd.log(autograd.sum(xs)))
    with pytest.raises(DomainError, match=r"^log is not defined at x = 0.0, in sample 2$|in sample 2$"):
        program([[1.0, 2.0], [3.0], [1.0, -1.0], [5.0]])


def test_what_it_refuses_of_the_first_of_a_shape_is_too():
    program = autograd.compile(lambda xs: autograd.log(autograd.sum(xs)))
    with pytest.raises(DomainError, match=r"^log is not defined at 0.0, in sample 1$"):
        program([[1.0, 2.0], [0.0], [5.0]])


def test_another_way_through_the_function_is_told_with_the_sample_s_own_number():
    program = autograd.compile(lambda xs: xs[0] * 2.0 if xs[0] > 0.0 else xs[0])
    with pytest.raises(ControlFlowError, match=r"for sample 3 it is False"):
        program([[1.0], [2.0, 1.0], [3.0], [-1.0]])


def test_a_number_taken_out_is_refused():
    with pytest.raises(ControlFlowError, match="takes the number out"):
        autograd.compile(lambda xs: xs[0] * float(xs[0]))([[1.0]])


@pytest.mark.parametrize(
    ("batch", "error", "message"),
    [
        ((), TypeError, "expected samples for each argument, got none"),
        (([],), ValueError, "expected as many samples in each argument, at least one, got 0"),
        (([[1.0]], [1.0, 2.0]), ValueError, "expected as many samples in each argument, at least one, got 1 and 2"),
        (([[1.0], ["a"]],), TypeError, "expected numbers in sample 1, got 'a'"),
        ((5,), TypeError, "expected argument 1 to be a sequence of samples, got 5"),
    ],
)
def test_what_is_no_batch_is_told(batch, error, message):
    with pytest.raises(error, match=message):
        autograd.compile(lambda xs, *rest: autograd.sum(xs))(*batch)


@pytest.mark.parametrize("examples", [(), ([0, 1],)])
def test_an_input_taken_for_an_index_is_told_how_to_pick(examples):
    table = [Value(1.0), Value(2.0)]
    with pytest.raises(
        TypeError, match=r"list indices must .* not Value: an input .* picks by autograd\.pick\(values, index\)"
    ):
        autograd.compile(lambda word: table[word[0]] * 2.0, *examples)([[0, 1]])


def test_several_outputs_have_no_gradient():
    with pytest.raises(TypeError, match="expected a program with one output to differentiate, this one has 2"):
        autograd.compile(lambda xs: [xs[0], xs[0]]).value_and_grad([[1.0]])


def test_examples_are_asked_for_where_there_are_cases_or_leaves():
    for options in ({"cases": [1, 2]}, {"leaves": [Value(1.0)]}):
        with pytest.raises(TypeError, match="expected an example of each argument"):
            autograd.compile(lambda x: x, **options)


# Samples of several shapes side by side in one program.

U = [Value(0.5, label="w"), Value(-1.25, label="u"), Value(0.125, label="b")]


def from_left_to_right(xs, target):
    state, costs = Value(0.0), []
    for x in xs:
        state = autograd.dot(U[:2], [state, x], U[2]).tanh()
        costs.append((state - target) ** 2)
    return [autograd.mean(costs), state]


def from_right_to_left(xs, target):
    return from_left_to_right(list(reversed(list(xs))), target)


def branching(xs, target):
    return from_left_to_right(xs, target) if xs[0] > 0.0 else from_left_to_right(xs, -target)


LENGTHS = [1, 3, 2, 5, 5, 4, 1, 3, 3, 2, 5, 4]
SEQUENCES = [[0.1 * (k + j + 1) for j in range(length)] for k, length in enumerate(LENGTHS)]
TARGETS = [0.3 * k - 1.0 for k in range(len(LENGTHS))]


def descended(function, *, are_batches, bounds):
    """The losses of two epochs of descent by hand, and where it ends."""
    for value, number in zip(U, (0.5, -1.25, 0.125)):
        value.data = number
    programs = autograd.compile(function, parameters=U)
    packing = programs.packing(SEQUENCES, TARGETS, are_batches=are_batches)
    with compiler.Store(U) as store:
        descent = compiler.Descent(packing, None, store, lambda w, g, memory, rate, step: (w - rate * g,), 0, 12)
        orders = [range(12), range(11, -1, -1)]
        reports = descent.run(bounds, orders, [0.1] * 2 * (len(bounds) - 1), 0, math.inf)
    return packing, reports, [value.data for value in U]


def descended_eagerly(function, bounds):
    for value, number in zip(U, (0.5, -1.25, 0.125)):
        value.data = number
    losses, lasts = [], []
    for order in (range(12), range(11, -1, -1)):
        for first, last in itertools.pairwise(bounds):
            given_back = [function(SEQUENCES[k], TARGETS[k]) for k in order[first:last]]
            losses.append(sum(loss.data for loss, _ in given_back))
            lasts.append(sum(state.data for _, state in given_back))
            slopes = autograd.gradients(autograd.mean([loss for loss, _ in given_back]), U)
            for value, slope in zip(U, slopes):
                value.data = value.data - 0.1 * slope.data
    return losses, lasts, [value.data for value in U]


@pytest.mark.parametrize("function", [from_left_to_right, from_right_to_left, branching])
@pytest.mark.parametrize("bounds", [[0, 12], [0, 5, 10, 12], list(range(13))])
@pytest.mark.parametrize("are_batches", [True, False])
def test_descent_goes_where_the_eager_engine_goes_however_samples_share_lanes(function, bounds, are_batches):
    _, reports, numbers = descended(function, are_batches=are_batches, bounds=bounds)
    losses, lasts, expected = descended_eagerly(function, bounds)
    assert reports.losses == pytest.approx(losses, rel=1e-12)
    assert reports.seconds == pytest.approx(lasts, rel=1e-12, abs=1e-13)
    assert numbers == pytest.approx(expected, rel=1e-12)


def families(packing):
    return [part.family for part in packing.parts]


def test_what_reads_from_left_to_right_shares_lanes_and_nothing_else_does():
    for function, expected in ((from_left_to_right, 1), (from_right_to_left, 5), (branching, 5)):
        packing, _, _ = descended(function, are_batches=True, bounds=[0, 12])
        assert len(set(families(packing))) == expected
        assert len(packing.parts) == 5


def test_one_sample_at_a_time_goes_through_the_program_of_its_own_shape():
    packing, _, _ = descended(from_left_to_right, are_batches=False, bounds=list(range(13)))
    assert len(set(families(packing))) == 5


def test_samples_of_very_different_lengths_are_not_filled_up():
    programs = autograd.compile(lambda xs: [autograd.sum(xs)], parameters=[])
    packing = programs.packing([[1.0]] * 50 + [[1.0] * 400], are_batches=True)
    assert len(set(families(packing))) == 2
    assert [part.sources[0].rows for part in packing.parts] == [50, 1]


def test_filling_up_never_hides_a_place_where_nothing_stands():
    letters = [Value(1.0), Value(2.0)]
    programs = autograd.compile(lambda word: [autograd.sum([pick(letters, letter) for letter in word])])
    programs.packing([[0], [1, 1]], are_batches=True)
    with pytest.raises(ValueError, match=r"expected a whole number from 0 to 1 in word, got 2 in row 1, column 0"):
        programs.packing([[0, 1], [2]], are_batches=True)
