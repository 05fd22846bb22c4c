"""The GPTs that the benchmark races compute the same: those in C and C++ beside the plain program on Values."""

import shutil
import sys
from dataclasses import replace
from itertools import pairwise
from statistics import fmean

import pytest

from benchmarks.gpt_eager import FORMS
from benchmarks.gpt_plain import PLACES, SHAPES, tokens_of
from benchmarks.gpt_task import gpt_task
from benchmarks.gpt_training import NATIVE, in_python

NAMES = ["quentin", "jo", "philippa", "bartholomewjohn"]
TASK = replace(gpt_task(), documents=[tokens_of(name) for name in NAMES])
COMPILERS = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("gcc") and shutil.which("g++")), reason="the peers are in C and C++"),
]


def close(numbers, expected):
    return numbers == pytest.approx(expected, rel=1e-12, abs=0.0)


def test_the_longest_of_the_names_takes_every_place():
    assert max(map(len, TASK.documents)) == PLACES + 1


@pytest.fixture(scope="module")
def eager_curve():
    return in_python(FORMS["chalkgrad, dot on vectors"])(TASK).curve


class TestNative:
    pytestmark = COMPILERS

    @pytest.mark.parametrize("train", NATIVE.values(), ids=NATIVE)
    def test_its_losses_are_those_of_the_eager_engine(self, train, eager_curve):
        assert close(train(TASK).curve, eager_curve)

    @pytest.mark.parametrize("train", NATIVE.values(), ids=NATIVE)
    def test_it_leaves_the_process_its_subnormal_numbers(self, train):
        train(TASK)
        assert sys.float_info.min / 2.0 > 0.0

    @pytest.mark.parametrize("train", NATIVE.values(), ids=NATIVE)
    def test_a_batch_costs_the_mean_of_its_names(self, train):
        alone = [train(replace(TASK, documents=[document])).curve[0] for document in TASK.documents]
        assert close(train(replace(TASK, batch_size=len(NAMES))).curve, [fmean(alone)])

    @pytest.mark.parametrize("train", NATIVE.values(), ids=NATIVE)
    def test_a_batch_of_one_name_many_times_trains_as_that_name_does(self, train):
        once = [document for document in TASK.documents for _ in range(2)]
        thrice = [document for document in once for _ in range(3)]
        batches = train(replace(TASK, documents=thrice, batch_size=3)).curve
        assert close(batches, train(replace(TASK, documents=once)).curve)

    @pytest.mark.parametrize("train", NATIVE.values(), ids=NATIVE)
    def test_training_leaves_the_task_as_it_was(self, train):
        assert train(TASK).curve == train(TASK).curve


class TestTask:
    def test_its_rate_falls_evenly_to_0_behind_the_last_step(self):
        rates = gpt_task(40, batch_size=4).rates
        assert (len(rates), rates[0]) == (10, 0.01)
        assert [before - after for before, after in pairwise([*rates, 0.0])] == pytest.approx([0.001] * 10)

    def test_its_beginning_takes_the_same_steps(self):
        task = gpt_task(40, batch_size=4)
        beginning = task.beginning(3)
        assert beginning.rates == task.rates[:3]
        assert list(beginning.batches()) == list(task.batches())[:3]

    def test_its_matrices_are_its_parameters_in_order(self):
        task = gpt_task(1)
        matrices = task.matrices()
        assert {name: (len(rows), len(rows[0])) for name, rows in matrices.items()} == SHAPES
        assert [p for rows in matrices.values() for row in rows for p in row] == task.parameters

    def test_every_name_fits_and_is_bounded(self):
        for tokens in gpt_task(200).documents:
            assert 2 <= len(tokens) - 1 <= PLACES
            assert tokens[0] == tokens[-1] not in tokens[1:-1]
