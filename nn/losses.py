"""The losses (L4): how wrong a prediction is, one sample at a time. Training lowers their mean over a data set."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from typing import Any, Final, TypeAlias

from autograd import PRIMITIVES, Constant, DomainError, Value, Vector, primitives
from autograd.algebra import number_behind
from autograd.arguments import check_operand, check_vector
from autograd.data import plain
from autograd.primitive import Scalar, is_real
from autograd.shared.showing import came, counted
from autograd.tracing import is_recording
from autograd.value import as_value
from nn.arguments import adds_up, check_number, hint_of_several

__all__ = [
    "LOSSES_ELSEWHERE",
    "ClassTarget",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "categorical_cross_entropy",
    "cross_entropy",
    "hinge_loss",
    "huber_loss",
    "l1_loss",
    "log_softmax",
    "mae_loss",
    "mse_loss",
    "negative_log_likelihood",
    "softmax",
]

ClassTarget: TypeAlias = float | Sequence[float]
"""The right class, a whole number from 0 to K − 1; or a probability for each class, as the one-hot Y of the slides."""


LOSSES_ELSEWHERE: Final = {
    "bce": "binary_cross_entropy",
    "bceloss": "binary_cross_entropy",
    "logloss": "binary_cross_entropy",
    "bcewithlogits": "binary_cross_entropy_with_logits",
    "bcewithlogitsloss": "binary_cross_entropy_with_logits",
    "ce": "cross_entropy",
    "crossentropyloss": "cross_entropy",
    "sparsecategoricalcrossentropy": "categorical_cross_entropy",
    "hinge": "hinge_loss",
    "hingeembeddingloss": "hinge_loss",
    "mse": "mse_loss",
    "mseloss": "mse_loss",
    "meansquarederror": "mse_loss",
    "squarederror": "mse_loss",
    "l2": "mse_loss",
    "huberloss": "huber_loss",
    "smoothl1loss": "huber_loss",
    "l1": "mae_loss",
    "mae": "mae_loss",
    "meanabsoluteerror": "mae_loss",
    "nll": "negative_log_likelihood",
    "nllloss": "negative_log_likelihood",
}
"""What other libraries call the losses, in small letters."""


def softmax(logits: Sequence[Value] | Vector) -> list[Value]:
    """Turns K numbers into K probabilities: `p_y = exp(f_y) / Σ_k exp(f_k)` (L3.3).

    Subtracts the largest logit from all, which changes no probability and keeps every exponential finite.

    Args:
        logits: K Values, K ≥ 1.

    Returns:
        The K probabilities, which sum to 1.

    Raises:
        ValueError: if there are none.
        DomainError: if the largest is infinite.

    >>> [round(p.data, 4) for p in softmax([Value(1000.0), Value(1001.0)])]
    [0.2689, 0.7311]
    """
    largest = _shift(logits)
    exponentials = [primitives.exp(logit - largest) for logit in logits]
    total = primitives.total(exponentials)
    return [exponential / total for exponential in exponentials]


def log_softmax(logits: Sequence[Value] | Vector) -> list[Value]:
    """The logarithms of K probabilities: `log p_y = f_y − log Σ_k exp(f_k)`, finite where `softmax` rounds to 0 (L3.3).

    For a loss, `cross_entropy` on the logits is one operation, and its small gradients keep their digits.

    Args:
        logits: K Values, K ≥ 1.

    Returns:
        The K logarithms, each 0 or less.

    Raises:
        ValueError: if there are none.
        DomainError: if the largest is infinite.

    >>> [round(log_p.data, 4) for log_p in log_softmax([Value(-1000.0), Value(1000.0)])]
    [-2000.0, 0.0]
    """
    largest = _shift(logits)
    shifted = [logit - largest for logit in logits]
    total = primitives.logsumexp(shifted)
    return [z - total for z in shifted]


def binary_cross_entropy(p: Value, y: Value | float) -> Value:
    """The negative log-likelihood of a label: `ℓ = −y·log ŷ − (1−y)·log(1−ŷ)` (L4.2).

    Args:
        p: the predicted probability ŷ of the label 1, from 0 to 1.
        y: the label, 0 or 1, or a probability in between.

    Returns:
        The loss: a Value, 0 or more; `backward()` on it gives the gradients.

    Raises:
        ValueError: if `y` lies outside 0 to 1.
        DomainError: if `p` lies outside, or is 0 for what happened; `binary_cross_entropy_with_logits` never is.

    >>> loss = binary_cross_entropy(Value(0.25), 1)
    >>> round(loss.data, 6)
    1.386294
    """
    _check_is_one(p, "p", "binary_cross_entropy")
    try:
        loss: Value = primitives.binary_cross_entropy(p, _label(y))
    except DomainError as error:
        raise _hinting_at_logits(error, [p], "binary_cross_entropy_with_logits") from None
    return _named_loss(loss)


def binary_cross_entropy_with_logits(z: Value, y: Value | float) -> Value:
    """`binary_cross_entropy(σ(z), y)` in one operation, finite and accurate for every z (L4.2).

    Args:
        z: the logit: what the sigmoid would turn into a probability.
        y: the label, 0 or 1, or a probability in between.

    Returns:
        The loss: a Value, 0 or more; `backward()` on it gives the gradients.

    Raises:
        ValueError: if `y` lies outside 0 to 1.

    >>> binary_cross_entropy_with_logits(Value(-1000.0), 1).data
    1000.0
    """
    _check_is_one(z, "z", "binary_cross_entropy_with_logits")
    loss: Value = primitives.sigmoid_binary_cross_entropy(z, _label(y))
    return _named_loss(loss)


def cross_entropy(
    logits: Sequence[Value] | Sequence[Sequence[Value]], target: ClassTarget | Value | Sequence[ClassTarget | Value]
) -> Value:
    """The softmax loss `ℓ = −Σ_k Y_k·log p_k`, with `p = softmax(logits)`, in one operation (L4.3).

    Finite and accurate for all logits. Of a sequence, such as a language model gives, the mean over its positions.

    Args:
        logits: K Values; or K of them for each position.
        target: the right class, 0 to K − 1, or a probability for each class; or one of these for each position. The
            class may be a Value, such as an input of a program. So may probabilities, whose sum is then not looked at.

    Returns:
        The loss: a Value, 0 or more; `backward()` on it gives the gradients.

    Raises:
        ValueError: if `target` names no class, has not K entries from 0 to 1 that add up to 1, or is not as long as the
            sequence.

    >>> logits = [Value(1.0), Value(2.0), Value(3.0)]
    >>> round(cross_entropy(logits, 2).data, 6), round(cross_entropy(logits, [0, 0, 1]).data, 6)
    (0.407606, 0.407606)
    >>> round(cross_entropy([logits, logits], [2, 0]).data, 6), round(cross_entropy(logits, Value(2.0)).data, 6)
    (1.407606, 0.407606)
    """
    _check_are_several(logits, "logits", "cross_entropy", "binary_cross_entropy_with_logits")
    if not _are_positions(logits):
        return _named_loss(_cross_entropy(logits, target))
    pairs = zip(logits, _targets(target, len(logits)))
    return _mean_of([_cross_entropy(each, right, f" at position {t}") for t, (each, right) in enumerate(pairs)])


def _cross_entropy(logits: Any, target: Any, where: str = "") -> Value:
    """That of one sample, or of one position."""
    if where:
        check_vector(logits, "logits")
    loss: Value = (
        primitives.class_cross_entropy(logits, target)
        if isinstance(target, Value)
        else primitives.softmax_cross_entropy(logits, _one_hot(target, len(logits), where))
    )
    return loss


def _targets(target: Any, count: int) -> Sequence[Any]:
    """The targets of a sequence."""
    given = plain(target)
    if _is_text(given) or not hasattr(given, "__len__"):
        raise TypeError(f"expected target to be a class a position, {count} of them, got {came(given)}")
    if len(given) != count:
        raise ValueError(f"expected {counted(count, 'target')}, one a position, got {len(given)}")
    targets: Sequence[Any] = given
    return targets


def categorical_cross_entropy(p: Sequence[Value], target: ClassTarget) -> Value:
    """The cross-entropy `ℓ = −Σ_k Y_k·log p_k` of probabilities, as the slide writes it (L4.3).

    Args:
        p: K probabilities, such as a softmax gives.
        target: the right class, 0 to K − 1, or a probability for each class.

    Returns:
        The loss: a Value, 0 or more; `backward()` on it gives the gradients.

    Raises:
        ValueError: if `target` names no class, or has not K entries from 0 to 1 that add up to 1.
        DomainError: if a probability is 0, or below, where the target is not; `cross_entropy` on logits never is.

    >>> p = softmax([Value(1.0), Value(2.0), Value(3.0)])
    >>> round(categorical_cross_entropy(p, 2).data, 6), round(categorical_cross_entropy(p, [0, 0, 1]).data, 6)
    (0.407606, 0.407606)
    """
    _check_are_several(p, "p", "categorical_cross_entropy", "binary_cross_entropy")
    check_vector(p, "p")
    try:
        terms = [t * primitives.log(p_k) for p_k, t in zip(p, _one_hot(target, len(p))) if t]
    except DomainError as error:
        raise _hinting_at_logits(error, p, "cross_entropy") from None
    return _named_loss(-primitives.total(terms))


def negative_log_likelihood(p: Value | Sequence[Value], y: float) -> Value:
    """`−log P(y)`: minus the logarithm of the probability that a model gave to what happened (L4.2, L4.3).

    For two classes it is the binary cross-entropy, for K the categorical one; lowering its sum over independent samples
    raises their likelihood, the product of the P(y).

    Args:
        p: the probability of the label 1; or one probability a class.
        y: what happened: the label, 0 or 1; or the class, 0 to K − 1.

    Returns:
        The loss: a Value, 0 or more; `backward()` on it gives the gradients.

    Raises:
        ValueError: if `y` is not one of these.
        DomainError: if P(y) is 0, or below; the cross-entropies on logits never are.

    >>> round(negative_log_likelihood(Value(0.25), 0).data, 6), round(negative_log_likelihood(Value(0.25), 1).data, 6)
    (0.287682, 1.386294)
    """
    probabilities = [1.0 - p, p] if isinstance(p, Value) else p
    check_vector(probabilities, "p")
    happened = probabilities[_class(_one_number(y, "y"), len(probabilities), "y")]
    try:
        return _named_loss(-primitives.log(happened))
    except DomainError as error:
        better = "binary_cross_entropy_with_logits or cross_entropy"
        raise _hinting_at_logits(error, [happened], better) from None


def mse_loss(prediction: Value | Sequence[Value], target: float | Sequence[float]) -> Value:
    """The squared error `(ŷ − y)²`; for several outputs, the mean over them.

    Args:
        prediction: the output or outputs.
        target: what they should be: as many numbers.

    Returns:
        The loss: a Value, 0 or more; `backward()` on it gives the gradients.

    Raises:
        ValueError: if there are not as many targets as outputs.

    >>> mse_loss(Value(3.0), 1.0).data, mse_loss([Value(3.0), Value(1.0)], [1.0, 1.0]).data
    (4.0, 2.0)
    """
    return _mean_of([error**2 for error in _errors(prediction, target)])


def mae_loss(prediction: Value | Sequence[Value], target: float | Sequence[float]) -> Value:
    """The absolute error `|ŷ − y|`; for several outputs, the mean over them. `l1_loss` is another name for it.

    An outlier pulls no harder than any other sample: the derivative is −1 or 1, and 0 at the target.

    Args:
        prediction: the output or outputs.
        target: what they should be: as many numbers.

    Returns:
        The loss: a Value, 0 or more; `backward()` on it gives the gradients.

    Raises:
        ValueError: if there are not as many targets as outputs.

    >>> mae_loss(Value(3.0), 1.0).data, mae_loss([Value(3.0), Value(1.0)], [1.0, 1.0]).data
    (2.0, 1.0)
    """
    return _mean_of([abs(error) for error in _errors(prediction, target)])


l1_loss = mae_loss


def huber_loss(prediction: Value | Sequence[Value], target: float | Sequence[float], delta: float = 1.0) -> Value:
    """Half the squared error up to δ, and a straight line of slope δ beyond; for several outputs, the mean over them.

    `½e²` for `|e| ≤ δ`, otherwise `δ·(|e| − ½δ)`, of the error `e = ŷ − y` (Huber, "Robust estimation of a location
    parameter", 1964).

    Args:
        prediction: the output or outputs.
        target: what they should be: as many numbers.
        delta: δ, from which size on an error counts as an outlier; above 0.

    Returns:
        The loss: a Value, 0 or more; `backward()` on it gives the gradients.

    Raises:
        ValueError: if there are not as many targets as outputs, or δ is not above 0.

    >>> huber_loss(Value(1.5), 1.0).data, huber_loss(Value(4.0), 1.0).data
    (0.125, 2.5)
    """
    check_number(delta, "delta", lambda x: x > 0.0, "above 0")
    return _mean_of([primitives.huber(error, delta) for error in _errors(prediction, target)])


def hinge_loss(score: Value, y: Value | float) -> Value:
    """`max(0, 1 − y·score)`: no loss once the score has the right sign and is at least 1 away from 0.

    Args:
        score: the output, any real number.
        y: the label, −1 or 1.

    Returns:
        The loss: a Value, 0 or more; `backward()` on it gives the gradients.

    Raises:
        ValueError: for any other label.

    >>> hinge_loss(Value(0.25), 1).data, hinge_loss(Value(0.25), -1).data
    (0.75, 1.25)
    """
    _check_is_one(score, "score", "hinge_loss")
    y = _one_number(y, "y")
    is_label = abs(y) == 1.0 if isinstance(y, Value) else y in (-1, 1)  # one comparison that holds for either label
    if not is_label:
        raise ValueError(f"expected a label y of -1 or 1, got {came(y)}")
    return _named_loss(primitives.relu(1.0 - y * score))


def _shift(logits: Sequence[Value] | Vector) -> Value | float:
    """The largest of the logits; any number near it would do."""
    check_vector(logits, "logits")
    if is_recording() and "max" in PRIMITIVES:  # a program needs each sample's own: it is part of the graph
        largest: Value = PRIMITIVES["max"](logits)
        return largest
    number = float(max(map(number_behind, logits)))
    if math.isinf(number):
        raise DomainError(f"softmax is not defined where the largest logit is {number!r}")
    return number


def _errors(prediction: Value | Sequence[Value], target: float | Sequence[float]) -> list[Value]:
    """Output minus target, for each output."""
    predictions = [prediction] if isinstance(prediction, Value) or is_real(prediction) else prediction
    check_vector(predictions, "prediction")
    given = plain(target)
    if isinstance(given, (str, bytes, Mapping, Set)) or not (hasattr(given, "__len__") or hasattr(given, "__float__")):
        raise TypeError(f"expected target to be a number an output, got {came(given)}")
    targets = given if hasattr(given, "__len__") else [given]
    if len(predictions) != len(targets):
        raise ValueError(
            f"expected {len(predictions)} target{'s' * (len(predictions) > 1)}, one an output, got {len(targets)}"
        )
    try:
        return [p - t for p, t in zip(predictions, targets)]
    except TypeError:
        raise TypeError(f"expected target to be a number an output, got {came(target)}") from None


def _mean_of(terms: Sequence[Value]) -> Value:
    return _named_loss(terms[0] if len(terms) == 1 else primitives.total(terms) / len(terms))


def _hinting_at_logits(error: DomainError, p: Sequence[Value], better: str) -> DomainError:
    """The error, with the loss that has the answer where a probability of exactly 0 or 1 has no logarithm."""
    if not any(number_behind(number) in (0.0, 1.0) for number in p):
        return error
    return DomainError(f"{error}: use {better}, on what the probability was computed from")


def _class(target: Scalar, count: int, name: str = "target", where: str = "") -> int:
    if not (0 <= target < count and target == int(target)):
        raise ValueError(f"expected {name} to be a class from 0 to {count - 1}, got {came(target)}{where}")
    return int(target)


def _one_hot(target: ClassTarget, count: int, where: str = "") -> list[Value | float]:
    """The target as one number a class."""
    given = plain(target)
    if isinstance(given, (Mapping, Set)):
        raise TypeError(f"expected target to be a class, or a probability for each in their order, got {came(given)}")
    if _is_text(given) or not hasattr(given, "__len__"):
        right = _class(_one_number(given, "target"), count, where=where)
        return [float(k == right) for k in range(count)]
    if len(given) != count:
        raise ValueError(f"expected a target with {counted(count, 'entry')}, one a class, got {len(given)}")
    numbers = [_probability(entry, "target") for entry in given]
    if not adds_up(numbers):
        hint = hint_of_several(numbers)
        raise ValueError(
            f"expected target to add up to 1, a probability a class, got {came(given)}, with the sum "
            f"{math.fsum(numbers):g}{where}" + (f": {hint}" if hint else "")
        )
    return numbers


def _check_is_one(prediction: object, name: str, loss: str) -> None:
    if isinstance(prediction, Value):
        return
    if hasattr(prediction, "__len__"):
        raise TypeError(
            f"expected {name} to be one Value, got {came(prediction)}: {loss} is the loss of one sample, "
            "nn.mean_loss that of many"
        )
    check_operand(prediction, name)


def _check_are_several(predictions: object, name: str, loss: str, binary: str) -> None:
    if not hasattr(predictions, "__len__") or isinstance(predictions, type):
        hint = f": for one, use {binary}" if hasattr(predictions, "__float__") else ""
        raise TypeError(f"expected {name} to be a Value a class for {loss}, got {came(predictions)}{hint}")
    if not _are_positions(predictions):  # each by itself
        check_vector(predictions, name)


def _are_positions(predictions: Any) -> bool:
    """Whether these are several vectors, one a position, instead of one."""
    first = next(iter(predictions), None)
    return hasattr(first, "__len__") and not _is_text(first)


def _is_text(target: object) -> bool:
    return isinstance(target, (str, bytes))


def _one_number(target: Any, name: str) -> Any:
    """A target as a number of Python's, or a Value; an array of one entry is that entry.

    Raises:
        TypeError: for anything else.
    """
    given = plain(target)
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
    if isinstance(given, Value) or (hasattr(given, "__float__") and not _is_text(given)):
        return given
    hint = ": give each class a number, such as classes.index(label)" if _is_text(given) else ""
    raise TypeError(f"expected {name} to be a number, got {came(given)}{hint}")


def _probability(number: Value | float, name: str) -> Value | float:
    number = _one_number(number, name)
    if not 0.0 <= number <= 1.0:  # a Value is compared as such, which a recording can note
        raise ValueError(f"expected {name} to be from 0 to 1, got {came(number)}")
    return number


def _label(y: Value | float) -> Value:
    """The label as the slides name it, so that a picture says what the number is."""
    number = _probability(y, "y")
    return number if isinstance(number, Value) else Constant(number, label="y")


def _named_loss(loss: Value | float) -> Value:
    """The loss under its name; of plain numbers it is one too, from which no gradient leads back."""
    named = as_value(loss)
    named.label = "ℓ"
    return named
