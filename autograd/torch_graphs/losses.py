"""PyTorch's losses, under their ATen names, in the fused rows of ours: one node a sample."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final

from autograd import primitives as rows_of
from autograd.primitive import Scalar
from autograd.torch_graphs.entries import Entries, each, reduced
from autograd.torch_graphs.reductions import averaged, summed
from autograd.value import Value

__all__ = ["LOSSES"]


class _Reduction(IntEnum):
    """What becomes of the samples' losses, as ATen counts."""

    NONE = 0
    MEAN = 1
    SUM = 2


def _of_all(losses: Entries, reduction: int) -> Entries:
    if reduction == _Reduction.NONE:
        return losses
    return reduced(averaged if reduction == _Reduction.MEAN else summed, losses, None)


def _squares(self: Entries, target: Entries, reduction: int = 1) -> Entries:
    return _of_all(each(lambda a, b: rows_of.square(a - b), self, target), reduction)


def _huber(self: Entries, target: Entries, reduction: int = 1, delta: float = 1.0) -> Entries:
    return _of_all(each(lambda a, b: rows_of.huber(a - b, delta), self, target), reduction)


def _smooth(self: Entries, target: Entries, reduction: int = 1, beta: float = 1.0) -> Entries:
    def loss(a: Scalar, b: Scalar) -> Scalar:
        if beta == 0:
            return abs(a - b)
        result = rows_of.huber(a - b, beta)
        return result if beta == 1 else result / beta

    return _of_all(each(loss, self, target), reduction)


def _binary(self: Entries, target: Entries, weight: Entries | None = None, reduction: int = 1) -> Entries:
    losses = each(rows_of.binary_cross_entropy, self, target)
    return _of_all(losses if weight is None else each(lambda l, w: l * w, losses, weight), reduction)


def _binary_with_logits(
    self: Entries,
    target: Entries,
    weight: Entries | None = None,
    pos_weight: Entries | None = None,
    reduction: int = 1,
) -> Entries:
    if pos_weight is None:
        losses = each(rows_of.sigmoid_binary_cross_entropy, self, target)
    else:
        losses = each(_weighted_binary, self, target, pos_weight)
    return _of_all(losses if weight is None else each(lambda l, w: l * w, losses, weight), reduction)


def _weighted_binary(z: Scalar, t: Scalar, p: Scalar) -> Scalar:
    """−p·t·log σ(z) − (1 − t)·log σ(−z)."""
    return (1.0 - t) * rows_of.softplus(z) + p * t * rows_of.softplus(-z)


def _of_class(
    self: Entries, target: Entries, weight: Entries | None, reduction: int, ignore_index: int
) -> tuple[Entries, None]:
    """−log p of the class, weighted; after `log_softmax`, the row of both."""
    count = self.shape[-1]
    classes = [int(t) for t in target.flat]
    losses: list[Scalar] = []
    weights: list[Scalar] = []
    for n, k in enumerate(classes):
        is_left_out = k == ignore_index
        w = 0.0 if is_left_out else 1.0 if weight is None else weight.flat[k]
        loss = 0.0 if is_left_out else _negated(self.flat[n * count + k])
        losses.append(loss if weight is None or is_left_out else w * loss)
        weights.append(w)
    if reduction == _Reduction.NONE:
        return Entries(target.shape, losses), None
    return Entries((), [_average(losses, weights, reduction, weight is None)]), None


def _average(losses: list[Scalar], weights: list[Scalar], reduction: int, is_plain: bool) -> Scalar:
    counted = [loss for loss, w in zip(losses, weights) if isinstance(w, Value) or w]
    if not counted:
        return None
    if reduction == _Reduction.SUM:
        return summed(counted)
    if is_plain:
        return averaged(counted)
    return summed(counted) / summed(weights)


def _negated(log_p: Scalar) -> Scalar:
    """−log p; where log p is z − log Σ exp(z), the cross-entropy of the logits z."""
    if not isinstance(log_p, Value) or log_p.primitive is not rows_of.sub:
        return -log_p
    z, everything = log_p.operands
    if everything.primitive is not rows_of.logsumexp:
        return -log_p
    (zs,) = everything.inputs
    place = next((k for k, logit in enumerate(zs) if logit is z), None)  # type: ignore[arg-type]  # a vector
    return -log_p if place is None else rows_of.class_cross_entropy(zs, float(place))


LOSSES: Final[dict[str, Callable[..., Any]]] = {
    "binary_cross_entropy": _binary,
    "binary_cross_entropy_with_logits": _binary_with_logits,
    "huber_loss": _huber,
    "mse_loss": _squares,
    "nll_loss_forward": _of_class,
    "smooth_l1_loss": _smooth,
}
