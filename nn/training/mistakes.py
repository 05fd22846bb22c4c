"""What to write instead: arguments of `fit` that are often given wrong, each told with its cure."""

from __future__ import annotations

import inspect
from typing import Final

from autograd import Value
from autograd.shared.near_names import nearest
from autograd.shared.showing import came
from nn import losses, optimizers
from nn.gradient_step import Optimizer
from nn.models.perceptron import Perceptron

__all__ = ["check_functions", "check_model", "check_optimizer", "check_validation"]

LOSSES: Final = [name for name in losses.__all__ if callable(getattr(losses, name)) and "softmax" not in name]


def check_model(model: object, *, gives_values: bool = True) -> None:
    """Raises TypeError unless the model can be called, and is no class; nor, for Values, a perceptron."""
    if isinstance(model, type):
        name = model.__name__
        raise TypeError(f"expected model to be a model, got the class {name}: make one first, model = {name}(…)")
    if gives_values and isinstance(model, Perceptron):
        raise TypeError(f"expected model to give Values, got {model!r}: it learns by its own rule, model.fit(X, y)")
    if not callable(model):
        raise TypeError(f"expected model to be a function of a sample, such as an nn.MLP, got {came(model)}")


def check_optimizer(optimizer: object) -> None:
    """Raises TypeError for what is no optimizer: its class, or its name."""
    if isinstance(optimizer, Optimizer):
        return
    if isinstance(optimizer, type) and issubclass(optimizer, Optimizer):
        raise TypeError(
            f"expected optimizer to be an optimizer, got the class {optimizer.__name__}: "
            f"write {_how_made(optimizer.__name__)}"
        )
    near = nearest(optimizer, optimizers.__all__) if isinstance(optimizer, str) else None
    raise TypeError(
        f"expected optimizer to be an nn.Optimizer, got {came(optimizer)}: write {_how_made(near or 'SGD')}"
    )


def _how_made(name: str) -> str:
    return f"optimizer=nn.{name}(model.parameters(), learning_rate=0.1)"


def check_validation(validation: object) -> None:
    """Raises TypeError unless it is a pair of samples and targets."""
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise TypeError(
            f"expected validation to be a pair (X, y), got {came(validation)}: "
            "nn.train_test_split sets a part of the data aside"
        )


def check_functions(**functions: object) -> None:
    """Raises TypeError, naming the argument, unless each that is not None is a function."""
    for name, given in functions.items():
        if name == "loss":
            _check_loss(given)
        if given is not None and not callable(given):
            raise TypeError(f"expected {name} to be a function, got {came(given)}{_cure(name, given)}")
        call = _call_that_makes_it(name, given)
        if call:
            raise TypeError(
                f"expected {name} to be a function, got {came(given)}, which makes one: write {name}={call}"
            )


def _check_loss(loss: object) -> None:
    if isinstance(loss, str):
        near = nearest(loss, LOSSES, losses.LOSSES_ELSEWHERE)
        cure = f"write loss=nn.{near}" if near else "one of " + ", ".join(f"nn.{name}" for name in LOSSES)
        raise TypeError(f"expected loss to be a function, got {came(loss)}: {cure}")
    if isinstance(loss, type):
        raise TypeError(f"expected loss to be a function of a prediction and its target, got the class {loss.__name__}")
    if loss is None:
        raise TypeError("expected loss to be a function, such as nn.mse_loss, got None")


def _cure(name: str, given: object) -> str:
    if isinstance(given, Value):
        cures: dict[str, str] = {"loss": "give the function itself, uncalled", "penalty": "write penalty=lambda: …"}
        return f": {cures[name]}" if name in cures else ""
    return f": write {name}=nn.schedules.constant({given!r})" if name == "schedule" and _is_number(given) else ""


def _call_that_makes_it(name: str, given: object) -> str:
    """Where a function of ours is given uncalled that is there to make what is wanted: how to call it."""
    if not inspect.isfunction(given):
        return ""
    made = f"{given.__module__}.{given.__name__}"
    return _MADE.get((name, made)) or (f"{made}(…)" if _MAKING.get(name) == given.__module__ else "")


_MAKING: Final = {"schedule": "nn.schedules", "stop": "nn.stopping"}
"""Where the functions are that make one."""
_MADE: Final = {
    ("decide", "nn.training.objective.decision"): "nn.decision(lambda p: …)",
    ("penalty", "nn.training.objective.l1_penalty"): "lambda: nn.l1_penalty(model.parameters(), …)",
    ("penalty", "nn.training.objective.l2_penalty"): "lambda: nn.l2_penalty(model.parameters(), …)",
}


def _is_number(given: object) -> bool:
    return isinstance(given, (int, float)) and not isinstance(given, bool)
