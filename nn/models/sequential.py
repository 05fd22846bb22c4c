"""Nets put together by hand: layer after layer, with what stands between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import Primitive, Vector
from autograd.shared.showing import came, counted
from nn.arguments import Seed, fixed
from nn.losses import softmax
from nn.models.activations import Activation, activation_name
from nn.models.dropout import Dropout
from nn.models.initializers import Initializer
from nn.models.layers import Inputs, Layer, input_vector
from nn.models.mlp import MLP, one_or_several
from nn.models.module import Container, Module

if TYPE_CHECKING:
    from nn.models.outputs import ValueOrValues

__all__ = ["Linear", "Sequential"]


def Linear(  # noqa: N802 - the name that it has everywhere
    nin: int, nout: int, bias: bool = True, seed: Seed = None, *, init: str | Initializer = "lecun"
) -> Layer:
    """A layer of weighted sums alone, `W·x + b`: a `Layer` whose activation is "linear".

    Args:
        nin: how many inputs.
        nout: how many outputs.
        bias: whether there is a b.
        seed: a seed, or the `random.Random` to draw from.
        init: where the weights start, as for `Neuron`.

    Returns:
        The layer.

    Raises:
        ValueError: if `nin` or `nout` is below 1, or for an unknown initializer.

    >>> Linear(2, 3, seed=0), len(Linear(2, 3).parameters()), len(Linear(2, 3, bias=False).parameters())
    (Layer(2, 3, activation='linear'), 9, 6)
    """
    return Layer(nin, nout, "linear", seed, init=init, bias=bias)


class Sequential(Container):
    """Layer after layer, each fed with the outputs of the one before: an `MLP` put together by hand.

    Its layers are numbered from 1 up, and have the parameters of those given: to change the ones is to change the
    others.

    Args:
        parts: layers, whole nets, and `Dropout`; after a linear layer its activation, by name or as an operation; at
            the end of all, "softmax".

    Attributes:
        nin: how many inputs.
        nouts: how many units each layer has.
        layers: the layers alone, each with its activation.
        output: the activation of the last, or "softmax".

    Raises:
        TypeError: for another kind of part.
        ValueError: for no layer, sizes that do not fit, a layer given twice, or an activation that does not follow on a
            linear layer.

    >>> model = Sequential(Linear(2, 4, seed=0), "tanh", Dropout(0.2, seed=0), Linear(4, 1, seed=1), "sigmoid")
    >>> model
    Sequential(Layer(2, 4, activation='tanh'), Dropout(0.2), Layer(4, 1, activation='sigmoid'))
    >>> len(model.parameters()), 0 < model([0.0, 1.0]) < 1
    (17, True)
    """

    nin: int = fixed()
    nouts: list[int] = fixed()

    def __init__(self, *parts: Module | Activation) -> None:
        self._ends_in_softmax = False
        self.parts: list[Module] = []
        for number, part in enumerate(parts, start=1):
            self._add(part, number)
        if not self.layers:
            raise ValueError("expected at least one layer in parts, got none")
        if len(set(self.parameters())) < len(self.parameters()):
            raise ValueError("expected each layer once in parts, got one twice")
        self.nin, self.nouts = self.layers[0].nin, [layer.nout for layer in self.layers]

    def _add(self, part: Module | Activation, number: int) -> None:
        if self._ends_in_softmax:
            raise ValueError(f"expected 'softmax' to be the last part, got {came(part)} after it")
        if isinstance(part, (MLP, Sequential)):
            for inside in part.parts:
                self._add(inside, number)
            self._ends_in_softmax = part.output == "softmax"
        elif type(part) is Layer:
            self._check_fits(part, number)
            self.parts.append(part.placed(len(self.layers) + 1, part.activation))
        elif type(part) is Dropout:
            self.parts.append(part)
        elif isinstance(part, (str, Primitive)):
            self._activate(activation_name(part, f"part {number}", besides=("softmax",)), number)
        else:
            hint = ": write Sequential(*parts)" if isinstance(part, (list, tuple)) else ""
            raise TypeError(
                f"expected part {number} to be a layer, a net, a Dropout or the name of an activation, such as 'tanh', "
                f"got {came(part)}{hint}"
            )

    def _check_fits(self, layer: Layer, number: int) -> None:
        if self.layers and layer.nin != self.layers[-1].nout:
            raise ValueError(
                f"expected part {number} to take {counted(self.layers[-1].nout, 'input')}, as many as "
                f"{self.layers[-1]} gives, got {layer}"
            )

    def _activate(self, name: str, number: int) -> None:
        last = self.parts[-1] if self.parts else None
        if not isinstance(last, Layer) or last.activation != "linear":
            before = "nothing" if last is None else repr(last)
            raise ValueError(f"expected part {number}, {name!r}, to follow on a linear layer, got it after {before}")
        if name == "softmax":
            self._ends_in_softmax = True
        else:
            self.parts[-1] = last.placed(len(self.layers), name)

    @property
    def layers(self) -> list[Layer]:
        return [part for part in self.parts if isinstance(part, Layer)]

    @property
    def output(self) -> str:
        return "softmax" if self._ends_in_softmax else self.layers[-1].activation

    def __call__(self, inputs: Inputs) -> ValueOrValues:
        """The output: a Value if there is one, otherwise a list of Values.

        Raises:
            ValueError: for a wrong number of inputs.
        """
        outputs = list(self._through(self.parts, inputs))
        return one_or_several(softmax(outputs) if self._ends_in_softmax else outputs)

    def logits(self, inputs: Inputs) -> ValueOrValues:
        """The last layer's sums, for the losses on logits.

        Raises:
            ValueError: for a wrong number of inputs, or where something follows on the last layer.
        """
        *before, last = self.parts
        if not isinstance(last, Layer):
            raise ValueError(f"expected a layer as the last part of a model with logits, got {came(last)}")
        return one_or_several(last._sums(self._through(before, inputs)))

    def _through(self, parts: list[Module], inputs: Inputs) -> Vector:
        values = input_vector(inputs, self.nin, self)
        for part in parts:
            values = Vector(tuple(part(values)))
        return values

    def __repr__(self) -> str:
        shown = [*map(repr, self.parts), *(["'softmax'"] if self._ends_in_softmax else [])]
        return f"Sequential({', '.join(shown)})"
