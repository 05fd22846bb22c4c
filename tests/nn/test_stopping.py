"""When a stopping test gives a reason, and which limits it refuses."""

from __future__ import annotations

import pickle
import re
from typing import Any

import pytest

import nn
from nn.stopping import gradient_norm_below, loss_below, no_improvement


def test_the_last_epoch_alone_decides_and_its_limit_itself_is_not_below() -> None:
    history = nn.History(losses=[0.1, 0.5], gradient_norms=[0.1, 0.5])
    for test in (loss_below, gradient_norm_below):
        assert test(0.5)(history) is None
        assert test(0.1)(history) is None
    assert loss_below(0.75)(history) == "the loss 0.5 is below 0.75"
    assert gradient_norm_below(0.75)(history) == "the gradient norm 0.5 is below 0.75"


def test_any_loss_that_is_lower_counts_as_an_improvement_unless_told_otherwise() -> None:
    losses = [3.0, 2.9, 2.8, 2.7]
    assert no_improvement(1)(nn.History(losses=losses)) is None
    assert no_improvement(2, least=0.5)(nn.History(losses=losses)) == "no improvement on the 3 of epoch 1"
    assert no_improvement(2, least=0.5)(nn.History(losses=[3.0, 2.5, 2.5])) == "no improvement on the 3 of epoch 1"
    assert no_improvement(2, least=0.5)(nn.History(losses=[3.0, 2.25, 2.0])) is None


def test_an_equal_loss_is_no_improvement() -> None:
    assert no_improvement(2)(nn.History(losses=[1.0, 1.0, 1.0])) == "no improvement on the 1 of epoch 1"


@pytest.mark.parametrize("test", [loss_below(0.1), gradient_norm_below(0.1), no_improvement(1)])
def test_a_stopping_test_can_be_sent_to_another_process(test: Any) -> None:
    history = nn.History(losses=[0.01, 0.05], gradient_norms=[0.5, 0.05])
    assert pickle.loads(pickle.dumps(test))(history) == test(history) is not None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gradient_norm_below(0.0), "expected limit to be positive, got 0.0"),
        (lambda: gradient_norm_below("0.1"), "expected limit to be a number, got '0.1'"),
        (lambda: loss_below(float("nan")), "expected limit to be a finite number, got nan"),
        (lambda: loss_below(None), "expected limit to be a number, got None"),
        (lambda: no_improvement(0), "expected patience to be a whole number of at least 1, got 0"),
        (lambda: no_improvement(1, -0.5), "expected least to be at least 0, got -0.5"),
        (lambda: no_improvement(1, "a little"), "expected least to be a number, got 'a little'"),
    ],
)
def test_a_limit_that_is_none_is_refused_by_its_name(call: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"^{re.escape(message)}$"):
        call()


def test_a_loss_may_be_asked_to_be_below_zero() -> None:
    assert loss_below(-1.0)(nn.History(losses=[-2.0])) == "the loss -2 is below -1"


@pytest.mark.parametrize("shown", ["gradient_norm_below(0.1)", "loss_below(0.1)", "no_improvement(3, 0.01)"])
def test_a_test_shows_itself_as_it_was_made(shown: str) -> None:
    assert repr(eval(shown, dict(vars(nn.stopping)))) == f"nn.stopping.{shown}"
