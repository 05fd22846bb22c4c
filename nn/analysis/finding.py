"""One thing that is wrong, in words and as a number."""

from __future__ import annotations

from dataclasses import dataclass

from autograd.shared.printing import printable
from autograd.shared.showing import one_line

__all__ = ["Finding"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        kind: in the net "step", "dead units", "saturation", "vanishing gradient", "exploding gradient", "symmetry" or
            "overflow"; in the data "labels", "constant inputs", "contradiction", "unscaled inputs" or "leaky
            validation"; in learning "no line", "constant output", "standstill", "nothing moved", "rate too large" or
            "rate too small".
        layer: the layer's number, from 1 up; 0 for what is not about a layer.
        number: how bad it is: the number of blocked parameters, the fraction of dead units or saturated outputs, the
            gradient's size compared with that of the last layer, the number of equal units; the number of samples or
            inputs concerned; the output, the gradient's length, the learning rate.
        sentence: the same in words.

    >>> import nn
    >>> [finding] = nn.diagnose(nn.MLP(2, [2, 1], activation="step", seed=0), *nn.datasets.XOR).findings
    >>> finding.kind, finding.layer, finding.number
    ('step', 1, 6)
    """

    kind: str
    layer: int
    number: float
    sentence: str

    __repr__ = one_line

    def __str__(self) -> str:
        return printable(self.sentence)
