"""The door of training: data made plain, held against the model's sizes, and against what the loss asks of a target.

What a loss would refuse sample by sample, in the middle of an epoch, is refused here before the first, with the row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

from autograd import Value
from autograd.data import NUMBERS, is_row, without_brackets
from autograd.primitive import Scalar
from autograd.samples import samples_and_targets
from autograd.shared.showing import counted
from nn import losses
from nn.arguments import adds_up, hint_of_several
from nn.models.module import sizes_of

__all__ = ["Loss", "data_for", "entry_of", "is_of_numbers", "is_of_positions", "targets_for"]

Entry = TypeVar("Entry")
Loss: TypeAlias = Callable[[Scalar, Scalar], Value]
"""Of a prediction and its target."""


def data_for(
    model: object,
    X: Any,
    y: Any,
    loss: Loss | None = None,
    *,
    names: tuple[str, str] = ("X", "y"),
    first: int = 0,
) -> tuple[Sequence[Any], Sequence[Any]]:
    """Samples and targets, plain, as the model and the loss ask for them.

    Args:
        model: a model of this package says how many numbers a sample has; others take what there is.
        X: the samples, in any container.
        y: their targets, likewise; a column or a single row of them will do.
        loss: what the targets are for: one of the user's own gets them in the shape they have; None for classes.
        names: what to call the two in an error.
        first: what number the first row has in an error, where these are a part of more.

    Raises:
        TypeError, ValueError: for data that do not fit, saying in which row, and what to do.

    >>> data_for(lambda x: x, range(2), [[False], [True]], losses.mse_loss)
    ([0, 1], [0, 1])
    """
    owner = getattr(model, "__self__", model)  # of a method of it, such as `logits`
    X, y = samples_and_targets(X, y, width=sizes_of(model).nin, owner=owner, names=names, first=first)
    return X, targets_for(model, X, y, loss, names[1], first)


def targets_for(
    model: object, X: Sequence[Any], y: Sequence[Any], loss: Loss | None, name: str = "y", first: int = 0
) -> Sequence[Any]:
    """Plain targets, as the model and the loss ask for them; the rest is as in `data_for`."""
    check = _check_rows if loss is None else entry_of(CHECKS, loss)
    if check is not None:
        y = y if _is_of_one_position(model, X, y) else without_brackets(y)
        are_numbers = NUMBERS.issuperset(map(type, y))
        numbers = set(y if are_numbers else (t for t in y if not (isinstance(t, Value) or is_row(t))))
        rows = () if are_numbers else list(filter(is_row, y))
        owner = getattr(model, "__self__", model)
        by_position = partial(_answers_by_position, model, X)
        check(_Targets(y, numbers, rows, name, getattr(loss, "__name__", "classes"), owner, first, by_position))
    return y


def is_of_positions(prediction: Any) -> bool:
    """Whether a model has answered position by position: a vector for each entry of a sequence.

    >>> is_of_positions([[Value(0.0), Value(1.0)]]), is_of_positions([Value(0.0), Value(1.0)])
    (True, False)
    """
    return is_row(prediction) and len(prediction) > 0 and is_row(prediction[0])


def _is_of_one_position(model: Any, X: Sequence[Any], y: Sequence[Any]) -> bool:
    """Whether samples are sequences of one entry each, so that rows of one target are a target a position."""
    is_possible = sizes_of(model).nin is None and all(is_row(row) and len(row) == 1 for rows in (X, y) for row in rows)
    return is_possible and _answers_by_position(model, X)


def _answers_by_position(model: Any, X: Sequence[Any]) -> bool:
    return is_of_positions(model(X[0]))


def entry_of(table: Mapping[Loss, Entry], loss: Loss) -> Entry | None:
    """What a table says of a loss; None for a loss of the user's own, which may have no hash."""
    return next((entry for known, entry in table.items() if known is loss), None)


def is_of_numbers(loss: Loss, target: Any = None) -> bool:
    """Whether a loss is a formula in its targets, all of them or such as this one, so that any number may come.

    >>> is_of_numbers(losses.mse_loss), is_of_numbers(losses.cross_entropy)
    (True, False)
    >>> is_of_numbers(losses.cross_entropy, [0.25, 0.75]), is_of_numbers(losses.cross_entropy, 1)
    (True, False)
    """
    if loss is losses.cross_entropy:
        return is_row(target)
    return entry_of(CHECKS, loss) in (_check_numbers, _check_probabilities)


@dataclass(frozen=True)
class _Targets:
    """Plain targets, the different numbers and the rows among them, their name and loss, the model, row 0's number.

    `by_position` asks the model whether it answers position by position: where nothing else can tell.
    """

    y: Sequence[Any]
    numbers: Set[Any]
    rows: Sequence[Any]
    name: str
    loss: str
    model: object
    first: int
    by_position: Callable[[], bool]

    @property
    def outputs(self) -> int | None:
        return sizes_of(self.model).nout

    def check(self, fits: Callable[[Any], bool], expected: str, hint: str = "", shown: str = "") -> None:
        """Raises ValueError for the first target that does not fit; a Value may come to be anything, and fits.

        `shown` is what came, where more is to be said of it than how long it is.
        """
        if all(map(fits, self.rows)) and all(map(fits, self.numbers)):
            return
        k = next(k for k, target in enumerate(self.y) if not (isinstance(target, Value) or fits(target)))
        shown = shown or (f"a row of {counted(len(self.y[k]), 'number')}" if is_row(self.y[k]) else repr(self.y[k]))
        what = f"expected {expected} in {self.name} for {self.loss}, got {shown} in row {self.first + k}"
        raise ValueError(f"{what}: {hint}" if hint else what)


def _check_one_number(targets: _Targets) -> None:
    """One output, and one number a sample."""
    several = "categorical_cross_entropy" if targets.loss == "binary_cross_entropy" else "cross_entropy"
    if (targets.outputs or 1) > 1:
        raise ValueError(
            f"{targets.loss} is the loss of one output, but {targets.model} has {targets.outputs}: use {several}"
        )
    targets.check(
        lambda target: not is_row(target), "one number a sample", f"for one-hot rows use {several}, an output a class"
    )


def _check_probabilities(targets: _Targets) -> None:
    _check_one_number(targets)
    of_signs = f"of -1 and 1, write {targets.name} = [int(label > 0) for label in {targets.name}], or use hinge_loss"
    targets.check(
        lambda target: 0.0 <= target <= 1.0,
        "targets from 0 to 1",
        of_signs if targets.numbers <= {-1, 1} else _for_classes(targets, "cross_entropy"),
    )


def _check_signs(targets: _Targets) -> None:
    _check_one_number(targets)
    of_labels = f"of 0 and 1, write {targets.name} = [2 * label - 1 for label in {targets.name}]"
    hint = of_labels if targets.numbers <= {0, 1} else _for_classes(targets, "cross_entropy")
    targets.check(lambda target: target in (-1, 1), "labels -1 and 1", hint)


def _for_classes(targets: _Targets, loss: str) -> str:
    """Where the numbers look like classes: the loss for these."""
    numbers = targets.numbers
    are_classes = len(numbers) > 2 and all(number == int(number) >= 0 for number in numbers)
    return f"for {counted(len(numbers), 'class')} use {loss}, an output a class" if are_classes else ""


def _check_classes(targets: _Targets) -> None:
    """A class, or a probability for each."""
    count, numbers = targets.outputs, targets.numbers
    if count == 1:
        binary = "binary_cross_entropy" + "_with_logits" * (targets.loss == "cross_entropy")
        raise ValueError(
            f"{targets.loss} needs an output a class, but {targets.model} has one: give it more, or use {binary}"
        )
    counts_from_1 = count is not None and numbers and min(numbers) == 1 and max(numbers) == count
    targets.check(
        lambda target: is_row(target) or _is_class(target, count),
        f"classes {_up_to(count)}",
        f"classes count from 0, so write {targets.name} = [k - 1 for k in {targets.name}]" if counts_from_1 else "",
    )
    _check_rows(targets)


def _check_rows(targets: _Targets) -> None:
    """A probability for each class; or where the model may answer position by position, one of these for each."""
    count = targets.outputs
    if count is not None and count > 1:
        targets.check(
            lambda target: not is_row(target) or len(target) == count,
            f"rows of {counted(count, 'number')}, one a class,",
        )
    if all(_are_probabilities(row) and adds_up(row) for row in targets.rows):  # as mostly, and there may be millions
        return
    targets.check(
        lambda target: not is_row(target) or _are_probabilities(target) or (count is None and _are_positions(target)),
        "a probability from 0 to 1 for each class",
    )

    not_adding_up = [target for target in targets.rows if not all(map(adds_up, _probabilities_in(target)))]
    may_be_classes = count is None and all(entry in (0, 1) for target in not_adding_up for entry in target)
    if not_adding_up and not (may_be_classes and targets.by_position()):
        wrong = not_adding_up[0]
        row = next(row for row in _probabilities_in(wrong) if not adds_up(row))
        shown, hint = f"a row of {counted(len(row), 'number')} that add up to {math.fsum(row):g}", hint_of_several(row)
        targets.check(lambda target: target is not wrong, "probabilities that add up to 1", hint, shown)


def _is_class(target: float, count: int | None) -> bool:
    is_whole = hasattr(target, "__float__") and target == int(target)
    return is_whole and 0 <= target < (math.inf if count is None else count)


def _up_to(count: int | None) -> str:
    return "from 0 up" if count is None else f"from 0 to {count - 1}"


def _are_probabilities(row: Sequence[Any]) -> bool:
    if NUMBERS.issuperset(map(type, row)):
        return len(row) > 0 and min(row) >= 0.0 and max(row) <= 1.0
    return all(isinstance(entry, Value) or (hasattr(entry, "__float__") and 0.0 <= entry <= 1.0) for entry in row)


def _are_positions(row: Sequence[Any]) -> bool:
    """Whether it may be a class, or a probability for each, for each position of a sequence."""
    return all(
        _are_probabilities(entry) if is_row(entry) else isinstance(entry, Value) or _is_class(entry, None)
        for entry in row
    )


def _probabilities_in(row: Sequence[Any]) -> Sequence[Any]:
    """The rows of probabilities that a target is, or has at its positions."""
    return [row] if _are_probabilities(row) else list(filter(is_row, row))


def _check_what_happened(targets: _Targets) -> None:
    """A label for one output, otherwise a class."""
    targets.check(lambda target: not is_row(target), "the label or class that happened, one number a sample,")
    count = targets.outputs and max(targets.outputs, 2)
    targets.check(lambda target: _is_class(target, count), f"labels or classes {_up_to(count)}")


def _check_numbers(targets: _Targets) -> None:
    """A number an output."""
    count = targets.outputs
    if count is not None:
        what = (
            "one number a sample"
            if count == 1
            else f"rows of {counted(count, 'number')}, one an output of {targets.model},"
        )
        targets.check(lambda target: (len(target) if is_row(target) else 1) == count, what)


CHECKS: Final[dict[Loss, Callable[[_Targets], None]]] = {
    losses.binary_cross_entropy: _check_probabilities,
    losses.binary_cross_entropy_with_logits: _check_probabilities,
    losses.categorical_cross_entropy: _check_classes,
    losses.cross_entropy: _check_classes,
    losses.hinge_loss: _check_signs,
    losses.huber_loss: _check_numbers,
    losses.mae_loss: _check_numbers,
    losses.mse_loss: _check_numbers,
    losses.negative_log_likelihood: _check_what_happened,
}
"""What each loss asks of its targets."""
