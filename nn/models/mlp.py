"""The network of the slides (L3): layer upon layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from autograd import Primitive, Value, Vector
from autograd.data import as_whole, entries, is_row, plain
from autograd.shared.showing import came, counted
from nn.arguments import Seed, check_whole, fixed, random_generator
from nn.losses import softmax
from nn.models.activations import Activation, Activations, activation_name
from nn.models.initializers import Initializer
from nn.models.layers import Inputs, Layer, Matrix, input_vector
from nn.models.module import Container

if TYPE_CHECKING:
    from nn.models.outputs import ValueOrValues

__all__ = ["MLP", "layer_activations", "layer_sizes", "one_or_several", "output_name"]


class MLP(Container):
    """A multilayer perceptron (L3.1, L3.3, L3.4): layer upon layer, each fed with the outputs of the one before.

    Args:
        nin: how many inputs.
        nouts: how many units each layer has, the last one being the output.
        activation: that of the hidden layers, as for `Neuron`, or a sequence with one for each of them.
        output: that of the last layer, or "softmax", which turns its sums into probabilities.
        seed: a seed, or the `random.Random` to draw from; the module `random` itself where `random.seed` is to count.
        init: where the weights start, as for `Neuron`.
        input_names: what the inputs are called in graphs and pictures, such as the columns of a table, instead of x₁,
            x₂, …

    Raises:
        TypeError: for sizes, activations or names of another type, saying what to write.
        ValueError: if a size is below 1, if there is no layer, for as many activations as there are not hidden layers,
            for an unknown activation or initializer, or unless there is a name for each input, and another each.

    >>> model = MLP(2, [4, 1], activation="sigmoid", output="sigmoid", seed=0)
    >>> model
    MLP(2, [4, 1], activation='sigmoid', output='sigmoid')
    >>> len(model.parameters()), 0 < model([0.0, 1.0]) < 1
    (17, True)
    >>> [x.label for x in MLP(2, [1], input_names=["age", "weight"])([40.0, 60.0]).operands[2:4]]
    ['age', 'weight']
    """

    nin: int = fixed()
    nouts: list[int] = fixed()
    activation: str | list[str] = fixed()
    output: str = fixed()
    layers: list[Layer]
    parts: list[Layer]
    input_names: tuple[str, ...] | None = None

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int] = (),
        activation: Activations = "sigmoid",
        output: Activation = "linear",
        seed: Seed = None,
        *,
        init: str | Initializer = "lecun",
        input_names: Iterable[str] | None = None,
    ) -> None:
        if isinstance(nin, (list, tuple)) and len(nin) > 1 and not nouts:  # as other libraries have it
            raise TypeError(f"expected nin to be the number of inputs, got {nin!r}: write MLP({nin[0]}, {nin[1:]!r})")
        nin, nouts = check_whole(nin, "nin"), layer_sizes(nouts)
        functions = layer_activations(nouts, activation, output)
        self.input_names = None if input_names is None else _names_of_inputs(input_names, nin)
        generator = random_generator(seed)
        self.parts = self.layers = [
            Layer(before, after, function, generator, init=init, layer=number)
            for number, (before, after, function) in enumerate(zip((nin, *nouts), nouts, functions), start=1)
        ]
        self.nin, self.nouts = nin, nouts
        is_one = activation is None or isinstance(activation, (str, Primitive))
        self.activation = _hidden_activations(activation, 1)[0] if is_one else functions[:-1]
        self.output = output_name(output)

    def __call__(self, inputs: Inputs) -> ValueOrValues:
        """The output: a Value if there is one, otherwise a list of Values.

        Raises:
            ValueError: for a wrong number of inputs.
        """
        outputs = self.layers[-1]._outputs(self._hidden(inputs))
        return one_or_several(softmax(outputs) if self.output == "softmax" else outputs)

    def logits(self, inputs: Inputs) -> ValueOrValues:
        """What the last layer's sigmoid or softmax turns into probabilities: its sums, for the losses on logits.

        Raises:
            ValueError: for a wrong number of inputs.

        >>> model = MLP(2, [3, 1], output="sigmoid", seed=0)
        >>> model.logits([1.0, 2.0]).sigmoid().data == model([1.0, 2.0]).data
        True
        """
        return one_or_several(self.layers[-1]._sums(self._hidden(inputs)))

    def _hidden(self, inputs: Inputs) -> Vector:
        """What the last layer is fed with."""
        values = input_vector(inputs, self.nin, self, self.input_names)
        for layer in self.layers[:-1]:
            values = Vector(tuple(layer._outputs(values)))
        return values

    def set_weights(
        self, matrices: Sequence[Matrix | Sequence[float]], biases: Sequence[Sequence[float] | float] | None = None
    ) -> None:
        """Sets every weight and bias, for checking by hand what the net computes.

        Args:
            matrices: W1, W2, … of the slides, one row a unit; a layer of one unit may have the row alone.
            biases: b1, b2, …, one number a unit; a layer of one unit may have the number alone. 0 if left out.

        Raises:
            TypeError: for what is no sequence, or no number in it; nothing has changed then.
            ValueError: for a wrong number of layers, a wrong shape, or what is not a finite number, saying where;
                nothing has changed then.

        >>> model = MLP(2, [2, 1], activation="relu")
        >>> model.set_weights([[[1, 1], [1, 1]], [1, -2]], [[0, -1], 0])
        >>> [model(x).data for x in ([0, 0], [0, 1], [1, 0], [1, 1])]
        [0.0, 1.0, 1.0, 0.0]
        """
        biases = [[0.0] * layer.nout for layer in self.layers] if biases is None else biases
        parts = {"matrices": plain(matrices), "biases": plain(biases)}
        for name, given in parts.items():
            if len(entries(given, name)) != len(self.layers):
                raise ValueError(f"expected {len(self.layers)} {name}, one a layer, got {len(given)}")
        state: dict[str, float] = {}
        for layer, W, b in zip(self.layers, *parts.values()):
            rows = W if not is_row(W) or any(map(is_row, W)) else [W]
            state |= layer.state_of(rows, [b] if hasattr(b, "__float__") else b)
        self.load_state_dict(state)

    def __repr__(self) -> str:
        return f"MLP({self.nin}, {self.nouts}, activation={self.activation!r}, output={self.output!r})"


def one_or_several(values: list[Value]) -> ValueOrValues:
    """What a net gives: its one output, or a list of them."""
    return cast("ValueOrValues", values[0] if len(values) == 1 else values)


def output_name(output: Activation) -> str:
    """The name of what follows the last layer's sums.

    Raises:
        TypeError, ValueError: as `activation_name` does.
    """
    return activation_name(output, "output", besides=("softmax",))


def _names_of_inputs(input_names: Iterable[str], count: int) -> tuple[str, ...]:
    names = tuple(entries(input_names, "input_names", "names"))
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"expected texts in input_names, got {came(name)} among them")
    if len(names) != count or len(set(names)) != count:
        raise ValueError(
            f"expected {counted(count, 'name')} in input_names, one an input and no two alike, got {came(list(names))}"
        )
    return names


def layer_sizes(nouts: Sequence[int]) -> list[int]:
    """How many units each layer of an MLP has.

    Raises:
        TypeError: if `nouts` is no sequence.
        ValueError: for no layer, or a size that is no whole number of at least 1.
    """
    if as_whole(nouts) is not None:
        raise TypeError(f"expected nouts to be a sequence of layer sizes, got {came(nouts)}: write [{came(nouts)}]")
    sizes = [check_whole(nout, f"nouts[{k}]") for k, nout in enumerate(entries(nouts, "nouts", "layer sizes"))]
    if not sizes:
        raise ValueError("expected at least one layer in nouts, got none")
    return sizes


def layer_activations(nouts: Sequence[int], activation: Activations, output: Activation) -> list[str]:
    """The activation of every layer of an MLP; the softmax comes after its last layer, which then is linear.

    Raises:
        TypeError: for what is no activation.
        ValueError: for a wrong number of activations, or an unknown one.
    """
    hidden_count = len(nouts) - 1
    hidden = _hidden_activations(activation, hidden_count)
    if len(hidden) != hidden_count:
        raise ValueError(
            f"expected {counted(hidden_count, 'name')} in activation, one a hidden layer, got {len(hidden)}: {hidden}"
        )
    last = output_name(output)
    return [*hidden, "linear" if last == "softmax" else last]


def _hidden_activations(activation: Activations, count: int) -> list[str]:
    if isinstance(activation, Sequence) and not isinstance(activation, str):
        return [activation_name(each, f"activation[{k}]") for k, each in enumerate(activation)]
    return [activation_name(activation)] * count  # one name for all is refused even where there are none
