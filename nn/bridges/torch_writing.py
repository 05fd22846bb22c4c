"""From a net of `nn` to a module of PyTorch: the same layers, the same numbers, in 64-bit floats.

Modules are made without drawing their parameters, so that PyTorch's generator of random numbers stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import torch
from torch.nn.utils import skip_init

from autograd import Value, Vector
from autograd.shared.showing import came
from nn.bridges import torch_modules
from nn.bridges.torch_activations import activation_module
from nn.models.attention import SelfAttention
from nn.models.block import Block
from nn.models.dropout import Dropout
from nn.models.embedding import Embedding
from nn.models.gpt import GPT
from nn.models.layers import Layer, Neuron
from nn.models.mlp import MLP
from nn.models.module import Module
from nn.models.normalization import LayerNorm, RMSNorm
from nn.models.perceptron import Perceptron
from nn.models.sequential import Sequential

__all__ = ["written"]


def written(model: Module) -> torch.nn.Module:
    """The module that computes what the model computes, with the same parameters.

    Raises:
        TypeError: for a model that says what it computes in Python.
        ValueError: for a part that PyTorch has no counterpart of, or parameters that two places share.
    """
    if type(model) not in WRITERS:
        raise TypeError(
            f"expected model to be one of {', '.join(kind.__name__ for kind in WRITERS)}, got {came(model)}: what a "
            "model of your own computes stands in its Python code; its parts can be carried over one by one"
        )
    _check_shares_nothing(model)
    module = WRITERS[type(model)](model)
    is_training = any(isinstance(part, Dropout) and part.training for part in model.modules())
    for part in module.modules():
        part.training = part.training and is_training  # of each Dropout as it was
    return module


def _check_shares_nothing(model: Module) -> None:
    """Raises ValueError if a parameter stands in two places."""
    names: dict[Value, str] = {}
    for name, parameter in model.named_parameters().items():
        first = names.setdefault(parameter, name)
        if first != name:
            raise ValueError(f"expected each parameter of model to stand in one place, got {first} as {name} too")


def _fill(parameter: Any, numbers: Sequence[Any]) -> None:
    with torch.no_grad():
        parameter.copy_(torch.tensor(numbers, dtype=torch.float64))


def _made(kind: Callable[..., Any], *sizes: Any, **options: Any) -> Any:
    return skip_init(kind, *sizes, dtype=torch.float64, **options)


def _fill_linear(linear: Any, units: Iterable[Neuron]) -> None:
    """A row of the matrix a unit."""
    units = list(units)
    _fill(linear.weight, [unit.w for unit in units])
    if linear.bias is not None:
        _fill(linear.bias, [unit.b for unit in units])


def _numbers(values: Vector) -> list[float]:
    return [value.data for value in values]


def _linear(units: Sequence[Neuron], has_bias: bool, activation: str, where: str = "") -> list[torch.nn.Module]:
    """A linear layer, and its activation."""
    linear = _made(torch.nn.Linear, units[0].nin, len(units), bias=has_bias)
    _fill_linear(linear, units)
    try:
        follows = activation_module(activation)
    except ValueError as error:
        raise ValueError(f"{error}{where}") from None
    return [linear] if follows is None else [linear, follows]


def _chain(modules: Sequence[torch.nn.Module]) -> torch.nn.Module:
    return modules[0] if len(modules) == 1 else torch.nn.Sequential(*modules)


def _neuron(model: Neuron) -> torch.nn.Module:
    return _chain(_linear([model], model.has_bias, model.activation))


def _layer(model: Layer) -> torch.nn.Module:
    return _chain(_linear(model.neurons, model.has_bias, model.activation))


def _perceptron(model: Perceptron) -> torch.nn.Module:
    return _neuron(model.neuron)


def _net(model: MLP | Sequential) -> torch.nn.Module:
    modules: list[torch.nn.Module] = []
    for number, part in enumerate(model.parts, start=1):
        if isinstance(part, Dropout):
            modules.append(_dropout(part))
        elif isinstance(part, Layer):
            modules += _linear(part.neurons, part.has_bias, part.activation, f", in part {number} of {model}")
    if model.output == "softmax":
        modules.append(torch.nn.Softmax(dim=-1))
    return torch.nn.Sequential(*modules)


def _dropout(model: Dropout) -> torch.nn.Module:
    return torch.nn.Dropout(model.p).train(model.training)


def _embedding(model: Embedding) -> torch.nn.Module:
    module = _made(torch.nn.Embedding, model.count, model.width)
    _fill(module.weight, [_numbers(row) for row in model.rows])
    return module


def _rms_norm(model: RMSNorm) -> torch.nn.Module:
    module = _made(torch.nn.RMSNorm, model.width, eps=model.epsilon, elementwise_affine=model.has_gain)
    if model.gains is not None:
        _fill(module.weight, _numbers(model.gains))
    return module


def _layer_norm(model: LayerNorm) -> torch.nn.Module:
    if model.biases is not None and model.gains is None:
        raise ValueError(f"{model} has biases and no gains, and torch.nn.LayerNorm has none without the other")
    module = _made(
        torch.nn.LayerNorm, model.width, model.epsilon, elementwise_affine=model.has_gain, bias=model.has_bias
    )
    if model.gains is not None:
        _fill(module.weight, _numbers(model.gains))
    if model.biases is not None:
        _fill(module.bias, _numbers(model.biases))
    return module


def _fill_attention(module: torch_modules.SelfAttention, model: SelfAttention) -> None:
    _fill_linear(module.query, (unit for head in model.heads for unit in head.query.neurons))
    _fill_linear(module.key, (unit for head in model.heads for unit in head.key.neurons))
    _fill_linear(module.value, (unit for head in model.heads for unit in head.value.neurons))
    _fill_linear(module.output, model.output.neurons)


def _fill_block(module: torch_modules.Block, model: Block) -> None:
    module.norm.eps = model.norm.epsilon
    _fill_attention(module.attention, model.attention)
    wide, narrow = model.mlp
    _fill_linear(module.mlp[0], wide.neurons)
    _fill_linear(module.mlp[2], narrow.neurons)


def _attention(model: SelfAttention) -> torch.nn.Module:
    module: torch_modules.SelfAttention = _made(
        torch_modules.SelfAttention, model.width, len(model.heads), bias=model.has_bias
    )
    _fill_attention(module, model)
    return module


def _block(model: Block) -> torch.nn.Module:
    module: torch_modules.Block = _made(torch_modules.Block, model.width, model.heads)
    _fill_block(module, model)
    return module


def _gpt(model: GPT) -> torch.nn.Module:
    sizes = (model.vocabulary, model.width, model.heads, len(model.blocks), model.length)
    module: torch_modules.GPT = _made(torch_modules.GPT, *sizes)
    module.characters, module.norm.eps = model.characters, model.norm.epsilon
    _fill(module.token.weight, [_numbers(row) for row in model.token.rows])
    _fill(module.position.weight, [_numbers(row) for row in model.position.rows])
    for block, part in zip(module.blocks, model.blocks):
        _fill_block(block, part)
    _fill_linear(module.output, model.output.neurons)
    return module


WRITERS: Final[dict[type, Callable[[Any], torch.nn.Module]]] = {
    Neuron: _neuron,
    Layer: _layer,
    MLP: _net,
    Sequential: _net,
    Perceptron: _perceptron,
    Dropout: _dropout,
    Embedding: _embedding,
    RMSNorm: _rms_norm,
    LayerNorm: _layer_norm,
    SelfAttention: _attention,
    Block: _block,
    GPT: _gpt,
}
"""By the kind of model, what makes its module. Subclasses may compute something else."""
