"""How many parameters a network has, layer by layer, without building it (L3.5); and its formula with its matrices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from autograd.shared.printing import printable
from autograd.shared.showing import came, counted, html_table, wrapped
from nn.arguments import check_whole
from nn.models.activations import Activation, Activations
from nn.models.gpt import GPT
from nn.models.mlp import MLP, layer_activations, layer_sizes
from nn.models.module import Module
from nn.models.sequential import Sequential

__all__ = ["LayerSummary", "Summary", "count_parameters", "summary"]

CONVENTION = "w_ij^(l) leads from input i to unit j of layer l: row j, column i of W^(l)."


@dataclass(frozen=True)
class LayerSummary:
    """One layer's sizes.

    Attributes:
        number: the layer's number, from 1 up; in a GPT, the name of the part.
        nin: how many inputs; in a table of a GPT, how many rows.
        nout: how many units; in a table, how many numbers a row has.
        activation: their activation, or "softmax"; "embedding" for a table.
        bias: whether they have biases.
    """

    number: int | str
    nin: int
    nout: int
    activation: str
    bias: bool = True

    @property
    def biases(self) -> int:
        """How many biases there are."""
        return self.nout if self.bias else 0

    @property
    def parameters(self) -> int:
        """A weight for each input of each unit, and a bias a unit."""
        return self.nout * self.nin + self.biases


@dataclass(frozen=True)
class Summary:
    """A network's layers. Printed, or in a notebook, it is a table.

    Attributes:
        layers: one record a layer.

    >>> import nn
    >>> summary = nn.summary(nn.MLP(2, [3, 1], seed=0))
    >>> summary.parameters, summary.breakdown
    (13, '3·2 + 3 + 1·3 + 1 = 13')
    >>> print(summary)
    layer  shape  activation  weights  biases  parameters
    ─────────────────────────────────────────────────────
    1      2 → 3  sigmoid           6       3           9
    2      3 → 1  linear            3       1           4
    ─────────────────────────────────────────────────────
    parameters: 3·2 + 3 + 1·3 + 1 = 13
    """

    layers: tuple[LayerSummary, ...]

    @property
    def parameters(self) -> int:
        """How many parameters there are."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def breakdown(self) -> str:
        """The count as the quiz adds it up: weights and biases, layer by layer.

        >>> summary(2, [1024, 512, 3]).breakdown
        '1024·2 + 1024 + 512·1024 + 512 + 3·512 + 3 = 529411'
        """
        terms = [f"{layer.nout}·{layer.nin}{f' + {layer.nout}' * layer.bias}" for layer in self.layers]
        return f"{' + '.join(terms)} = {self.parameters}"

    @property
    def formula(self) -> str:
        """The network in matrices, with their shapes, and the convention that leads from them to single weights.

        >>> print(summary(2, [4, 1], activation="relu", output="sigmoid").formula)
        h^(1) = relu(W^(1)·x + b^(1))      W^(1): 4×2, b^(1): 4
        ŷ = sigmoid(W^(2)·h^(1) + b^(2))   W^(2): 1×4, b^(2): 1
        w_ij^(l) leads from input i to unit j of layer l: row j, column i of W^(l).

        Raises:
            ValueError: for a GPT, whose parts do not simply follow on each other.
        """
        if isinstance(self.layers[0].number, str):
            raise ValueError("expected a net of layers, which has a formula, got a GPT: its parts are in .layers")
        lines = []
        for number, layer in enumerate(self.layers, start=1):
            last = number == len(self.layers)
            inputs = "x" if number == 1 else f"h^({number - 1})"
            product = f"W^({number})·{inputs}{f' + b^({number})' * layer.bias}"
            left = f"h^({number})" if not last else "p" if layer.activation == "softmax" else "ŷ"
            right = product if layer.activation == "linear" else f"{layer.activation}({product})"
            shapes = f"W^({number}): {layer.nout}×{layer.nin}{f', b^({number}): {layer.nout}' * layer.bias}"
            lines.append((f"{left} = {right}", shapes))
        width = max(len(equation) for equation, _ in lines)
        return "\n".join([*(f"{equation:{width}}   {shapes}" for equation, shapes in lines), CONVENTION])

    def _table(self) -> list[tuple[str, ...]]:
        """The head, and a row a layer."""
        head = ("layer", "shape", "activation", "weights", "biases", "parameters")
        rows = [
            (
                f"{r.number}",
                printable(f"{r.nin} → {r.nout}"),
                r.activation,
                f"{r.nout * r.nin:,}",
                f"{r.biases:,}",
                f"{r.parameters:,}",
            )
            for r in self.layers
        ]
        return [head, *rows]

    def __str__(self) -> str:
        table = self._table()
        widths = [max(map(len, column)) for column in zip(*table)]
        lines = [
            "  ".join(f"{cell:{'<' if k < 3 else '>'}{w}}" for k, (cell, w) in enumerate(zip(row, widths)))
            for row in table
        ]
        rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
        return wrapped(printable("\n".join([lines[0], rule, *lines[1:], rule, f"parameters: {self.breakdown}"])))

    def __repr__(self) -> str:
        count = f"{counted(len(self.layers), 'layer')}"
        return f"<Summary: {count}, {self.parameters:,} parameters>"

    def _repr_html_(self) -> str:
        head, *rows = self._table()
        return html_table(head, rows, caption=f"parameters: {self.breakdown}")


@overload
def summary(model: MLP | Sequential | GPT, /) -> Summary: ...


@overload
def summary(nin: int, nouts: Sequence[int], activation: Activations = ..., output: Activation = ...) -> Summary: ...


def summary(
    nin: int | MLP | Sequential | GPT,
    nouts: Sequence[int] = (),
    activation: Activations = "sigmoid",
    output: Activation = "linear",
) -> Summary:
    """The layers of a network, their shapes and parameter counts: of a model, or of what `MLP` would build.

    Args:
        nin: the model, an `MLP`, a `Sequential` or a `GPT`; or how many inputs it would have.
        nouts: how many units each layer would have.
        activation: that of the hidden layers, or one for each.
        output: that of the last layer, or "softmax".

    Returns:
        The summary: a row a layer, and the sum; shown as a table.

    Raises:
        TypeError: for another model.
        ValueError: as `MLP` does for the same arguments.

    >>> print(summary(2, [1024, 512, 3], activation="relu", output="softmax"))
    layer  shape       activation  weights  biases  parameters
    ──────────────────────────────────────────────────────────
    1      2 → 1024    relu          2,048   1,024       3,072
    2      1024 → 512  relu        524,288     512     524,800
    3      512 → 3     softmax       1,536       3       1,539
    ──────────────────────────────────────────────────────────
    parameters: 1024·2 + 1024 + 512·1024 + 512 + 3·512 + 3 = 529411
    """
    if isinstance(nin, GPT):
        return Summary(tuple(_parts_of(nin)))
    if isinstance(nin, (MLP, Sequential)):
        functions = [*(layer.activation for layer in nin.layers[:-1]), nin.output]
        layers = enumerate(zip(nin.layers, functions), start=1)
        return Summary(tuple(LayerSummary(k, each.nin, each.nout, name, each.has_bias) for k, (each, name) in layers))
    if isinstance(nin, Module):
        raise TypeError(f"expected nin to be an MLP, a Sequential, a GPT or a number of inputs, got {came(nin)}")
    nin, nouts = check_whole(nin, "nin"), layer_sizes(nouts)
    functions = layer_activations(nouts, activation, output)
    if output == "softmax":
        functions[-1] = output
    sizes = zip((nin, *nouts), nouts, functions)
    return Summary(tuple(LayerSummary(number, *row) for number, row in enumerate(sizes, start=1)))


def _parts_of(model: GPT) -> Iterator[LayerSummary]:
    """The tables and layers of a GPT; those of the heads side by side."""
    width = model.width
    yield LayerSummary("token", model.vocabulary, width, "embedding", bias=False)
    yield LayerSummary("position", model.length, width, "embedding", bias=False)
    for number, block in enumerate(model.blocks, start=1):
        for name in ("query", "key", "value", "output"):
            yield LayerSummary(f"block {number}.attention.{name}", width, width, "linear", bias=False)
        for layer in block.mlp:
            yield LayerSummary(f"block {number}.mlp", layer.nin, layer.nout, layer.activation, bias=False)
    yield LayerSummary("output", width, model.vocabulary, "linear", bias=False)


def count_parameters(nin: int, nouts: Sequence[int]) -> int:
    """How many parameters `MLP(nin, nouts)` has, without building it (L3.5); `summary(nin, nouts)` says where.

    Returns:
        The count: weights and biases of all layers.

    Raises:
        ValueError: if a size is below 1, or if there is no layer.

    >>> count_parameters(2, [1024, 512, 3])
    529411
    """
    return summary(nin, nouts).parameters
