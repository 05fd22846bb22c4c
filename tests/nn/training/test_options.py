"""How a training runs: what cannot be is refused by its name, and the rest is kept as it is meant."""

from __future__ import annotations

import re
from itertools import chain

import numpy as np
import pytest

import nn
from autograd import Value
from nn.training.options import TrainingOptions

X, Y = nn.datasets.XOR
WEIGHTS = [Value(1.0), Value(2.0)]


def options(**given):
    return TrainingOptions(**{"loss": nn.mse_loss, "optimizer": nn.SGD(WEIGHTS, 0.1), "epochs": 1, **given})


@pytest.mark.parametrize("name", ["epochs", "batch_size", "threads"])
@pytest.mark.parametrize("given", [0, -1, "x", 1.5, True])
def test_a_count_is_a_whole_number_from_1_up(name, given):
    with pytest.raises(
        (TypeError, ValueError),
        match=f"^expected {name} to be a whole number of at least 1, got {re.escape(repr(given))}$",
    ):
        options(**{name: given})
    assert getattr(options(**{name: 1}), name) == 1


@pytest.mark.parametrize("name", ["batch_size", "threads", "max_norm", "resume", "checkpoint", "validation"])
def test_what_may_be_left_out_may_be_none(name):
    assert getattr(options(**{name: None}), name) is None


def test_a_training_goes_on_from_a_history_alone():
    model = nn.MLP(2, [1], seed=0)
    given = {"loss": nn.mse_loss, "optimizer": nn.SGD(model.parameters(), 0.1), "epochs": 1, "progress": False}
    history = nn.fit(model, X, Y, **given)
    assert options(resume=history).resume is history


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"max_norm": 0.0}, "expected max_norm to be positive, got 0.0"),
        ({"max_norm": "far"}, "expected max_norm to be a number, got 'far'"),
        ({"schedule_by": "batch"}, "unknown schedule_by 'batch': did you mean 'step'? It is one of epoch, step"),
        ({"schedule_by": "week"}, "unknown schedule_by 'week': expected one of epoch, step"),
        ({"frozen": 5}, "expected frozen to be Values, got 5"),
        ({"frozen": ["w"]}, "expected frozen to be Values, got 'w' among them"),
        ({"resume": 3}, "expected resume to be the nn.History of a training, got 3"),
        ({"checkpoint": 3}, "expected checkpoint to be the path of a file, a text or a pathlib.Path, got 3"),
        ({"compiled": "yes"}, "unknown compiled 'yes': expected True, False or one of auto"),
        ({"compiled": 1}, "expected compiled to be True, False or 'auto', got 1"),
        (
            {"validation": (X, [0])},
            "expected one target a sample, got 4 samples in validation[0] and 1 target in validation[1]",
        ),
        *(
            (
                {"validation": pair},
                f"expected validation to be a pair (X, y), got {shown}: nn.train_test_split sets a part "
                "of the data aside",
            )
            for pair, shown in (([1], "[1]"), ((1, 2, 3), "(1, 2, 3)"), (5, "5"))
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(given, message):
    with pytest.raises((TypeError, ValueError), match=f"^{re.escape(message)}$"):
        options(**given)


@pytest.mark.parametrize("name", ["schedule", "penalty", "stop", "decide", "callback"])
def test_what_should_be_a_function_is_one_or_none(name):
    assert getattr(options(**{name: abs}), name) is abs
    with pytest.raises(TypeError, match=rf"^expected {name} to be a function, got \['x'\]$"):
        options(**{name: ["x"]})


@pytest.mark.parametrize("compiled", [True, False, "auto"])
@pytest.mark.parametrize("schedule_by", ["epoch", "step"])
def test_each_choice_that_is_offered_is_taken(compiled, schedule_by):
    chosen = options(compiled=compiled, schedule_by=schedule_by)
    assert (chosen.compiled, chosen.schedule_by) == (compiled, schedule_by)


def test_what_comes_in_other_containers_is_kept_as_it_is_meant():
    assert options(frozen=iter(WEIGHTS)).frozen == tuple(WEIGHTS)
    assert options(frozen=chain()).frozen == ()
    chosen = options(epochs=np.int64(2), batch_size=np.int64(3), threads=np.int64(4))
    assert [(type(n), n) for n in (chosen.epochs, chosen.batch_size, chosen.threads)] == [(int, 2), (int, 3), (int, 4)]
    assert options(validation=(np.array(X), np.array(Y))).validation == (X, Y)


@pytest.mark.parametrize("name", ["validation", "stop", "checkpoint", "callback"])
def test_some_options_look_on_at_every_epoch(name, tmp_path):
    given = {"validation": (X, Y), "checkpoint": tmp_path / "state.json"}
    assert options(**{name: given.get(name, abs)}).looks_on
    assert not options(schedule=abs, penalty=abs).looks_on


def test_validation_data_are_fitted_to_the_model_and_named_as_such():
    model = nn.MLP(2, [1], seed=0)
    chosen = options(validation=(X, [[label] for label in Y]))
    fitted = chosen.validation_for(model)
    assert (fitted.X, fitted.y) == (X, Y)
    assert options().validation_for(model) is None
    for validation, place in (
        (([[0.0]], [0]), "validation[0], for MLP"),
        (([[0.0, 0.0]], [[0, 1]]), "validation[1] for mse"),
    ):
        with pytest.raises(ValueError, match=re.escape(place)):
            options(validation=validation).validation_for(model)


def test_a_decision_is_that_of_the_loss_unless_another_is_given():
    model = nn.MLP(2, [1], seed=0)
    penalty = lambda: Value(0.0)  # noqa: E731 - as a user writes it
    given = options(loss=nn.hinge_loss, penalty=penalty).objective_for(model)
    assert (given.model, given.loss, given.decide, given.penalty) == (model, nn.hinge_loss, nn.class_of_score, penalty)
    assert options(loss=nn.hinge_loss, decide=nn.class_of_logit).objective_for(model).decide is nn.class_of_logit
    assert options().objective_for(model).decide is None
