"""The loss at many points, compiled, beside the eager engine."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nn
from autograd import Value, compiler
from viz.plots import heights
from viz.plots.heights import losses_at


@pytest.fixture
def programs(monkeypatch):
    """Compiles however little there is to do; the programs that were made, in a list."""
    made = []
    run = compiler.Program.__call__

    def noted(program, *batch, **options):
        made.append(program)
        return run(program, *batch, **options)

    monkeypatch.setattr(heights, "WORTH", 1)
    monkeypatch.setattr(compiler.Program, "__call__", noted)
    return made


class Bowl:
    def __init__(self) -> None:
        self.numbers = [Value(3.0), Value(-2.0)]

    def parameters(self):
        return self.numbers


POINTS = [[a / 4.0, b / 4.0] for a in range(-4, 5) for b in range(-4, 5)]


def heights_of(loss, bowl):
    return losses_at(bowl, loss, POINTS, progress=False)


@pytest.mark.needs("llvmlite")
@given(seed=st.integers(0, 1000), activation=st.sampled_from(["relu", "tanh", "sigmoid"]))
@settings(max_examples=10)
def test_a_programs_losses_are_the_eager_engines_but_for_rounding(seed, activation):
    generator = random.Random(seed)
    model = nn.MLP(2, [3, 1], activation=activation, seed=seed)
    X, y = nn.datasets.XOR
    start = [parameter.data for parameter in model.parameters()]
    points = [[number + generator.gauss(0.0, 1.0) for number in start] for _ in range(40)]

    def loss():
        return nn.mean_loss(model.logits, X, y, nn.binary_cross_entropy_with_logits)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heights, "WORTH", 1)
        compiled = losses_at(model, loss, points, progress=False)
        patch.setattr(heights, "WORTH", math.inf)
        eager = losses_at(model, loss, points, progress=False)
    assert compiled == pytest.approx(eager, rel=1e-12)
    assert [parameter.data for parameter in model.parameters()] == start


@pytest.mark.needs("llvmlite")
def test_a_known_loss_is_compiled_and_has_its_known_heights(programs):
    bowl = Bowl()
    found = heights_of(lambda: bowl.numbers[0] ** 2 + 3.0 * bowl.numbers[1], bowl)
    assert found == [a * a + 3.0 * b for a, b in POINTS]
    assert len(programs) > 2  # beside the two points that are computed both ways


@pytest.mark.needs("llvmlite")
def test_where_the_loss_has_no_value_there_is_nan_compiled_too(programs):
    bowl = Bowl()
    found = heights_of(lambda: 2.0 * bowl.numbers[0].log(), bowl)
    assert found == pytest.approx([2.0 * math.log(a) if a > 0.0 else math.nan for a, _ in POINTS], nan_ok=True)
    assert len(programs) > 2  # beside the two points that are computed both ways


@pytest.mark.needs("llvmlite")
def test_a_loss_that_branches_goes_both_ways(programs):
    bowl = Bowl()
    found = heights_of(lambda: 2.0 * bowl.numbers[0] if bowl.numbers[0] > bowl.numbers[1] else -bowl.numbers[1], bowl)
    assert found == [2.0 * a if a > b else -b for a, b in POINTS]
    assert len(programs) > 2  # beside the two points that are computed both ways


def test_what_a_recording_does_not_show_is_computed_anew_at_each_point(programs):
    bowl, calls = Bowl(), []

    def counted():
        calls.append(None)
        return bowl.numbers[0] + len(calls)

    kept = bowl.numbers[0] * 1.0
    first = heights_of(counted, bowl)
    assert [height - a for height, (a, _) in zip(first, POINTS)] == list(
        range(len(calls) - len(POINTS) + 1, len(calls) + 1)
    )
    assert heights_of(lambda: Value(bowl.numbers[0].data ** 2), bowl) == [a * a for a, _ in POINTS]
    assert heights_of(lambda: bowl.numbers[0].data ** 2, bowl) == [a * a for a, _ in POINTS]
    assert heights_of(lambda: kept * bowl.numbers[1], bowl) == [3.0 * b for _, b in POINTS]


def test_without_llvmlite_the_eager_engine_computes_the_same(monkeypatch):
    monkeypatch.setattr(heights, "WORTH", 1)
    monkeypatch.setattr(heights, "is_available", lambda: False)
    monkeypatch.setattr(heights, "Program", None)
    bowl = Bowl()
    assert heights_of(lambda: bowl.numbers[0] ** 2, bowl) == [a * a for a, _ in POINTS]


def test_little_work_is_not_worth_compiling(monkeypatch):
    monkeypatch.setattr(heights, "Program", None)
    bowl = Bowl()
    assert heights_of(lambda: bowl.numbers[0] ** 2, bowl) == [a * a for a, _ in POINTS]
