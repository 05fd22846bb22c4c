"""When training may stop before its last epoch (L6.1: "until it converges", said by what test).

A stopping test is a function of the history so far; where it gives a reason, `nn.fit(..., stop=...)` ends.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from autograd.shared.near_names import missing_attribute
from nn.arguments import check_number, check_whole
from nn.history import History

__all__ = ["StoppingTest", "gradient_norm_below", "loss_below", "no_improvement"]

StoppingTest: TypeAlias = Callable[[History], str | bool | None]
"""What is asked after each epoch: a reason to stop, or True; None or False to go on."""


def gradient_norm_below(limit: float) -> StoppingTest:
    """Stops where the gradient has become short: at a minimum, a saddle or on a plateau, where it is 0.

    Args:
        limit: a length, positive.

    Returns:
        The test: from a history to whether, or why, the training ends; for `fit(..., stop=...)`.

    Raises:
        ValueError: for a limit that is not positive.

    >>> gradient_norm_below(0.1)(History(gradient_norms=[0.5, 0.05]))
    'the gradient norm 0.05 is below 0.1'
    """
    check_number(limit, "limit", lambda x: x > 0.0, "positive")
    return _Test(_gradient_norm_below, limit)


def loss_below(limit: float) -> StoppingTest:
    """Stops where the loss is low enough.

    Args:
        limit: a loss.

    Returns:
        The test: from a history to whether, or why, the training ends; for `fit(..., stop=...)`.

    >>> loss_below(0.1)
    nn.stopping.loss_below(0.1)
    >>> loss_below(0.1)(History(losses=[0.5, 0.05]))
    'the loss 0.05 is below 0.1'
    """
    check_number(limit, "limit", lambda x: True, "a finite number")
    return _Test(_loss_below, limit)


def no_improvement(patience: int, least: float = 0.0) -> StoppingTest:
    """Early stopping: ends where the loss on the validation data has stopped falling; without any, the training loss.

    Prechelt, "Early stopping – but when?", 1998.

    Args:
        patience: after how many epochs without a new lowest loss.
        least: by how much a loss must be lower than the lowest before, to count.

    Returns:
        The test: from a history to whether, or why, the training ends; for `fit(..., stop=...)`.

    Raises:
        ValueError: if `patience` is below 1 or `least` negative.

    >>> no_improvement(2)(History(validation_losses=[0.5, 0.3, 0.4, 0.35]))
    'no improvement on the 0.3 of epoch 2'
    """
    patience = check_whole(patience, "patience")
    check_number(least, "least", lambda x: x >= 0.0, "at least 0")
    return _Test(_no_improvement, patience, least)


class _Test(partial["str | None"]):
    """A function within a function could not be pickled, and so not be sent to a process of `nn.run_many`."""

    def __repr__(self) -> str:
        return f"nn.stopping.{self.func.__name__[1:]}({', '.join(map(repr, self.args))})"


def _gradient_norm_below(limit: float, history: History) -> str | None:
    return _reason("the gradient norm", history.gradient_norms[-1], limit)


def _loss_below(limit: float, history: History) -> str | None:
    return _reason("the loss", history.losses[-1], limit)


def _no_improvement(patience: int, least: float, history: History) -> str | None:
    lowest, when = float("inf"), 0
    losses = history.validation_losses or history.losses
    for epoch, loss in enumerate(losses):
        if loss < lowest - least:
            lowest, when = loss, epoch
    waited = len(losses) - 1 - when
    return f"no improvement on the {lowest:.6g} of epoch {when + 1}" if waited >= patience else None


def _reason(what: str, number: float, limit: float) -> str | None:
    return f"{what} {number:.6g} is below {limit:.6g}" if number < limit else None


def __dir__() -> list[str]:
    """Names to use, and not those that came here on the way to them."""
    return __all__


if not TYPE_CHECKING:  # where it would hide a wrong name

    def __getattr__(name: str) -> object:
        raise missing_attribute(__name__, name, __all__)
