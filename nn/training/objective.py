"""What training lowers (L4.1), the penalties that may be added to it, and how often a model is right.

A loss is that of one sample. `class_of_…` say which class a prediction stands for: it depends on the loss that the
model was trained with, which `DECISIONS` records.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeAlias

from autograd import Value, Vector, primitives, vector
from autograd.algebra import each, first_largest, written_as
from autograd.arguments import check_operand, check_vector
from autograd.data import Array
from autograd.primitive import Primitive, Scalar, is_real
from autograd.shared.flags import is_bool
from autograd.shared.showing import came
from autograd.tracing import CUT_PATH
from autograd.value import as_value
from nn import losses
from nn.arguments import check_function, check_number, check_values
from nn.models.layers import Inputs, Layer, Neuron
from nn.training.mistakes import check_functions, check_model
from nn.training.targets import Loss, data_for, entry_of, is_of_positions

__all__ = [
    "DECISIONS",
    "TAKES_LOGITS",
    "TAKES_PROBABILITIES",
    "Decision",
    "Loss",
    "Model",
    "Objective",
    "Prediction",
    "accuracy",
    "argmax",
    "check_logits",
    "class_of_logit",
    "class_of_probabilities",
    "class_of_score",
    "decision",
    "given_by",
    "l1_penalty",
    "l2_penalty",
    "mean_loss",
]

Prediction: TypeAlias = Value | list[Value]
Model: TypeAlias = Callable[[Any], Prediction]
"""Of a sample, which may be less than `Inputs`: a model of one's own takes lists, say."""
Decision: TypeAlias = Callable[[Scalar], int]
"""Of a prediction."""


def mean_loss(model: Model, X: Sequence[Inputs] | Array, y: Sequence[Scalar] | Array, loss: Loss) -> Value:
    """The loss of a set of samples, `L = (1/|D|) Σ_{(x,y)∈D} ℓ(x, y)` (L4.1): call `backward()` on it.

    Args:
        model: what turns a sample into a prediction.
        X: the samples D, in any container.
        y: their targets, as many.
        loss: the loss ℓ of one prediction and its target.

    Returns:
        The mean: a Value.

    Raises:
        TypeError, ValueError: for data that do not fit, saying in which row, and what to do.

    >>> from nn import Neuron, mse_loss
    >>> mean_loss(Neuron(1, activation="linear", init="zeros"), [[1.0], [2.0]], [1.0, 3.0], mse_loss).data
    5.0
    """
    check_model(model)
    check_functions(loss=loss)
    X, y = data_for(model, X, y, loss)
    return _mean(loss, [model(x) for x in X], y)


def l1_penalty(parameters: Iterable[Value] | Vector, strength: float) -> Value:
    """L1 regularization, `λ·Σ|w|`: draws weights to 0.

    Tibshirani, "Regression shrinkage and selection via the lasso", 1996.

    Args:
        parameters: the weights w, at least one.
        strength: λ, not negative.

    Returns:
        The penalty: a Value, 0 or more, to be added to a loss.

    Raises:
        ValueError: for a negative strength.

    >>> l1_penalty([Value(2.0), Value(-3.0)], 0.1).data
    0.5
    """
    _check_strength(strength)
    weights = check_values(parameters, "parameters")
    penalty: Value = strength * primitives.total([primitives.absolute(w) for w in weights])
    return penalty


def l2_penalty(parameters: Iterable[Value] | Vector, strength: float) -> Value:
    """L2 regularization, `λ·Σw²`: keeps weights small, as ridge regression does.

    Plain SGD's `weight_decay` is that of 2λ.

    Args:
        parameters: the weights w, at least one.
        strength: λ, not negative.

    Returns:
        The penalty: a Value, 0 or more, to be added to a loss.

    Raises:
        ValueError: for a negative strength.

    >>> l2_penalty([Value(2.0), Value(-3.0)], 0.1).data
    1.3
    """
    _check_strength(strength)
    ws = vector(parameters if isinstance(parameters, Vector) else check_values(parameters, "parameters"))
    penalty: Value = strength * primitives.dot(ws, ws)
    return penalty


@written_as(lambda xs: first_largest(xs)[2])
def _place_of_largest(xs: Sequence[float]) -> float:
    return float(max(range(len(xs)), key=xs.__getitem__))


argmax = Primitive(
    "argmax",
    _place_of_largest,
    (lambda xs, y: each(lambda k, x: 0.0, xs),),
    latex=r"\operatorname{{argmax}} {0}",
    vectors=(True,),
    convention="the derivative is 0 everywhere",
)
"""A decision between classes. Not in the table: nobody would differentiate it."""


def decision(graph: Callable[[Any], Value]) -> Decision:
    """A function from a prediction to its class, a whole number, made of one that gives the class as a Value.

    A program runs the graph, kept as `.graph`; `fit` cannot compile a decision that has none.

    Returns:
        The function: from a prediction, Values or numbers, to an int.

    >>> is_sure = decision(lambda p: primitives.step(p - 0.9))
    >>> is_sure(Value(0.8)), is_sure(Value(0.95))
    (0, 1)
    """
    check_function(graph, "graph", " of a prediction")

    @wraps(graph)
    def decide(prediction: Scalar) -> int:
        number = as_value(given_by("graph", graph(prediction))).data
        return int(number) if math.isfinite(number) else 0

    decide.graph = graph  # type: ignore[attr-defined]  # as functools.wraps itself does
    return decide


@decision
def class_of_probabilities(prediction: Value | Sequence[Value]) -> Value:
    """The likeliest class: the one with the largest of K numbers `prediction`; or 1, if the one probability is above ½.

    Returns:
        The class, a whole number from 0 on: a Value.

    >>> class_of_probabilities([Value(0.2), Value(0.5), Value(0.3)]), class_of_probabilities(Value(0.5))
    (1, 0)
    """
    if isinstance(prediction, Value) or not hasattr(prediction, "__len__"):
        check_operand(prediction, "prediction")
        return as_value(primitives.step(prediction - 0.5))  # type: ignore[operator]  # one number
    check_vector(prediction, "prediction")
    chosen: Value = argmax(prediction)
    return chosen


@decision
def class_of_logit(prediction: Value) -> Value:
    """1 where the logit `prediction` is positive, the probability then being above ½; otherwise 0.

    Returns:
        The class, 0 or 1: a Value.

    >>> class_of_logit(Value(0.1)), class_of_logit(Value(-0.1))
    (1, 0)
    """
    check_operand(prediction, "prediction")
    chosen: Value = primitives.step(prediction)
    return chosen


@decision
def class_of_score(prediction: Value) -> Value:
    """1 where the score `prediction` is positive, otherwise −1: the labels of the hinge loss.

    Returns:
        The class, 1 or −1: a Value.

    >>> class_of_score(Value(0.1)), class_of_score(Value(-0.1))
    (1, -1)
    """
    check_operand(prediction, "prediction")
    chosen: Value = 2.0 * primitives.step(prediction) - 1.0
    return chosen


DECISIONS: Final[dict[Loss, Decision]] = {
    losses.binary_cross_entropy: class_of_probabilities,
    losses.binary_cross_entropy_with_logits: class_of_logit,
    losses.categorical_cross_entropy: class_of_probabilities,
    losses.cross_entropy: class_of_probabilities,  # the largest logit is the largest probability
    losses.negative_log_likelihood: class_of_probabilities,
    losses.hinge_loss: class_of_score,
}
"""Which class a prediction stands for, by the loss it was trained with. The squared error is not about classes."""


TAKES_LOGITS: Final[dict[Loss, tuple[str, str]]] = {
    losses.binary_cross_entropy_with_logits: ("sigmoid", "binary_cross_entropy"),
    losses.cross_entropy: ("softmax", "categorical_cross_entropy"),
}
"""The output function that a loss applies by itself, and the loss for a model that has applied it already."""


TAKES_PROBABILITIES: Final[dict[Loss, tuple[str, str]]] = {
    losses.binary_cross_entropy: ("sigmoid", "binary_cross_entropy_with_logits"),
    losses.categorical_cross_entropy: ("softmax", "cross_entropy"),
    losses.negative_log_likelihood: ("sigmoid or softmax", "cross_entropy"),
}
"""The output functions that make what a loss takes, and the loss for a model that has none."""


def check_logits(model: Model, loss: Loss) -> None:
    """Raises ValueError if model and loss would both apply the softmax, or the sigmoid; or if neither would."""
    given, name = _output_function(model), getattr(loss, "__name__", "the loss")
    function, other = entry_of(TAKES_LOGITS, loss) or ("", "")
    if function and given == function:
        raise ValueError(
            f"{name} takes logits, but {model} gives the {function} of them: fit model.logits, or use {other}"
        )
    function, other = entry_of(TAKES_PROBABILITIES, loss) or ("", "")
    if function and given == "linear":
        raise ValueError(
            f"{name} takes probabilities, but {_owner(model)} gives any numbers: make it one with {function} as its "
            f"output, or use {other}"
        )


def _owner(model: Model) -> Any:
    """The model itself, where what is fitted is a method of it."""
    return getattr(model, "__self__", model)


def _output_function(model: Model) -> str | None:
    """What a model of nn applies last; None where that is not known."""
    if getattr(model, "__name__", "") == "logits" and hasattr(_owner(model), "output"):
        return "linear"
    applied: str | None = getattr(model, "activation" if type(model) in (Neuron, Layer) else "output", None)
    return applied


def accuracy(
    model: Model,
    X: Sequence[Inputs] | Array,
    y: Sequence[Scalar] | Array,
    decide: Decision = class_of_probabilities,
) -> float:
    """The fraction of the samples whose class the model gets right.

    Args:
        model: what turns a sample into a prediction.
        X: the samples, in any container.
        y: their classes, or one-hot vectors.
        decide: what turns a prediction into a class.

    Returns:
        The fraction, from 0 to 1.

    Raises:
        TypeError, ValueError: for data that do not fit, saying in which row, and what to do.

    >>> from nn import datasets
    >>> accuracy(lambda x: Value(x[0]), *datasets.OR)
    0.75
    """
    check_model(model, gives_values=False)
    check_function(decide, "decide", " of a prediction")
    X, y = data_for(model, X, y)
    right = 0.0
    for k, (x, target) in enumerate(zip(X, y)):  # one graph at a time
        prediction = model(x)
        if k == 0:
            _check_labels(y, decide, prediction)
        right += _share_right(decide, prediction, target)
    return right / len(X)


def _check_labels(y: Sequence[Any], decide: Decision, prediction: Any) -> None:
    """Raises ValueError for labels that a decision of ours never comes to: the accuracy would be wrong in silence."""
    labels = {target for target in y if isinstance(target, (int, float))}
    if decide is class_of_score and 0 in labels:
        raise ValueError(
            "expected labels -1 and 1 in y for class_of_score, got 0: write [2 * label - 1 for label in y]"
        )
    if decide in (class_of_probabilities, class_of_logit) and -1 in labels:
        raise ValueError(
            f"expected classes from 0 up in y for {decide.__name__}, got -1: the hinge loss's labels go with "
            "decide=nn.class_of_score, or write [int(label > 0) for label in y]"
        )
    if decide in (class_of_probabilities, class_of_logit) and not is_of_positions(prediction):
        count = max(len(prediction), 2) if hasattr(prediction, "__len__") else 2
        strange = labels - set(range(count))
        if strange:
            row = next(k for k, target in enumerate(y) if isinstance(target, (int, float)) and target in strange)
            raise ValueError(
                f"expected classes from 0 to {count - 1} in y for {decide.__name__}, got {came(y[row])} in row {row}"
            )


@dataclass(frozen=True)
class Objective:
    """What training lowers, measured on one batch at a time: the one place where its gradients are computed.

    Attributes:
        model: what turns a sample into a prediction.
        loss: the loss of one prediction and its target.
        decide: what turns a prediction into a class; None where there are no classes.
        penalty: gives what is added to the mean loss; None for nothing.
    """

    model: Model
    loss: Loss
    decide: Decision | None
    penalty: Callable[[], Value] | None

    def differentiate(self, X: Sequence[Inputs], y: Sequence[Scalar]) -> tuple[float, float]:
        """The loss of a batch, its gradients added to those of the parameters; and how many classes were right."""
        predictions = [self.model(x) for x in X]
        loss = self._with_penalty(_differentiable(_total(self.loss, predictions, y), predictions) / len(predictions))
        loss.backward()
        return loss.data, self._right(predictions, y)

    def differentiate_part(self, X: Sequence[Inputs], y: Sequence[Scalar], count: int) -> tuple[float, float]:
        """The losses of some samples of a batch of `count`, added, without penalty; and how many classes were right.

        The gradients of their share of the batch's mean are added to those of the parameters.
        """
        predictions = [self.model(x) for x in X]
        loss = _differentiable(_total(self.loss, predictions, y), predictions)
        (loss / count).backward()
        return loss.data, self._right(predictions, y)

    def differentiate_penalty(self) -> float:
        """The penalty, its gradients added to those of the parameters; 0 where there is none."""
        penalty = self.given_penalty()
        if isinstance(penalty, Value):
            penalty.backward()
        return float(penalty)

    def mean_loss(self, X: Sequence[Inputs], y: Sequence[Scalar]) -> Value:
        """The loss of a batch."""
        return self._with_penalty(_mean(self.loss, [self.model(x) for x in X], y))

    def _with_penalty(self, loss: Value) -> Value:
        return loss if self.penalty is None else loss + self.given_penalty()

    def given_penalty(self) -> Any:
        """The penalty, a Value; 0 where there is none."""
        return 0.0 if self.penalty is None else _not_cut_off("penalty", given_by("penalty", self.penalty()))

    def evaluate(self, pairs: Iterable[tuple[Inputs, Any]]) -> tuple[float, float | None]:
        """The mean loss of samples with their targets, without penalty, and the accuracy; None without classes."""
        found, right = array("d"), 0.0
        for x, target in pairs:  # one graph at a time
            prediction = self.model(x)
            found.append(float(given_by("loss", self.loss(prediction, target))))
            right += 0.0 if self.decide is None else _share_right(self.decide, prediction, target)
        return primitives.total.value(found) / len(found), None if self.decide is None else right / len(found)

    def _right(self, predictions: Sequence[Prediction], y: Sequence[Scalar]) -> float:
        decide = self.decide
        if decide is None:
            return 0
        return sum(_share_right(decide, prediction, target) for prediction, target in zip(predictions, y))


def _mean(loss: Loss, predictions: Sequence[Prediction], y: Sequence[Scalar]) -> Value:
    return _total(loss, predictions, y) / len(predictions)


def _total(loss: Loss, predictions: Sequence[Prediction], y: Sequence[Scalar]) -> Value:
    total: Value = primitives.total([given_by("loss", loss(p, target)) for p, target in zip(predictions, y)])
    return total


def _differentiable(total: Value | float, predictions: Sequence[Prediction]) -> Value:
    """The losses of a batch, added; where all of them are the number 0, as `max(0, …)` gives, their gradient is 0."""
    if isinstance(total, Value):
        return total
    _not_cut_off("loss", total / len(predictions))
    return as_value(primitives.total([0.0 * output for output in _numbers_in(predictions)]))


def _numbers_in(predictions: Iterable[Any]) -> Iterator[Any]:
    for prediction in predictions:
        yield from _numbers_in(prediction) if hasattr(prediction, "__iter__") else [prediction]


def _not_cut_off(function: str, result: Any) -> Any:
    """What a function of the user's has given, unless it is a number other than 0, through which no gradient leads."""
    if not isinstance(result, Value) and result:
        raise TypeError(f"expected {function} to give a Value, got {came(result)}: {CUT_PATH}")
    return result


def given_by(function: str, result: Any) -> Any:
    """What a function of the user's has given, if it can be added up."""
    if not isinstance(result, Value) and not is_real(result):
        hint = ": forgot return?" if result is None else ""
        raise TypeError(f"expected {function} to give a Value, got {came(result)}{hint}")
    return result


def _share_right(decide: Decision, prediction: Any, target: Scalar) -> float:
    """1 if the class is right, otherwise 0; of several positions, the fraction that are right."""
    if is_of_positions(prediction):
        shares = [_share_right(decide, position, its_target) for position, its_target in zip(prediction, target)]
        return sum(shares) / len(shares)
    return float(_is_right(_class_by(decide, prediction), target))


def _class_by(decide: Decision, prediction: Any) -> int:
    """What `decide` gives, if that is a class: anything else would be wrong in silence."""
    decision = decide(prediction)
    if type(decision) is int:
        return decision
    number = float(decision) if is_bool(decision) or is_real(decision) else math.inf
    if math.isnan(number):  # of a net that has diverged, which the loss says
        return 0
    if not number.is_integer():
        hint = ": forgot return?" if decision is None else ""
        raise TypeError(f"expected decide to give a class, a whole number, got {came(decision)}{hint}")
    return int(number)


def _is_right(decision: int, target: Scalar) -> bool:
    """Whether the class decided on is the target, or the largest entry of a one-hot target."""
    if not hasattr(target, "__len__"):
        return bool(decision == target)
    if not 0 <= decision < len(target):
        raise ValueError(f"expected decide to give a class from 0 to {len(target) - 1}, got {decision}")
    return bool(target[decision] == max(target))


def _check_strength(strength: float) -> None:
    check_number(strength, "strength", lambda x: x >= 0.0, "at least 0")
