"""From a net of `nn` to a module of PyTorch: the same layers, the same numbers, in 64-bit floats.

Modules are made without drawing their parameters, so that PyTorch's generator of random numbers stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import torch
from torch.nn.utils import skip_init

from autograd import Value
from autograd.shared.showing import came
from nn.bridges.torch_nets import modules as torch_modules
from nn.bridges.torch_nets.activations import activation_module
from nn.bridges.torch_nets.places import places
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


def written(model: Module, frozen: Sequence[Value]) -> torch.nn.Module:
    """The module that computes what the model computes, with the same parameters.

    Args:
        model: the model.
        frozen: those of its parameters that stay as they are.

    Raises:
        TypeError: for a model that says what it computes in Python.
        ValueError: for a part that PyTorch has no counterpart of, parameters that two places share, or frozen ones
            that are not the model's, or not all of a matrix or of its biases.
    """
    if type(model) not in WRITERS:
        raise TypeError(
            f"expected model to be one of {', '.join(kind.__name__ for kind in WRITERS)}, got {came(model)}: what a "
            "model of your own computes stands in its Python code; its parts can be carried over one by one"
        )
    _check_shares_nothing(model)
    module = WRITERS[type(model)](model)
    if not isinstance(model, Dropout):
        _write_numbers(model, module, set(frozen))
    is_training = any(isinstance(part, Dropout) and part.training for part in model.modules())
    for part in module.modules():
        part.training = part.training and is_training  # of each Dropout as it was
    return module


def _check_shares_nothing(model: Module) -> None:
    """Raises ValueError if a parameter stands in two places."""
    parameters = model.parameters()
    if len(set(parameters)) == len(parameters):  # names take their time
        return
    names: dict[Value, str] = {}
    for name, parameter in model.named_parameters().items():
        first = names.setdefault(parameter, name)
        if first != name:
            raise ValueError(f"expected each parameter of model to stand in one place, got {first} as {name} too")


def _write_numbers(model: Module, module: torch.nn.Module, frozen: set[Value]) -> None:
    if strange := frozen - set(model.parameters()):
        raise ValueError(f"expected frozen to be parameters of model, {model}, got {came(min(strange, key=id))} too")
    for values, parameter in places(model, module):
        stay = [value in frozen for value in values]
        if any(stay) and not all(stay):
            moving = values[stay.index(False)]
            raise ValueError(
                f"expected frozen to have all {len(stay)} parameters of a tensor of PyTorch, which trains as a whole, "
                f"got {sum(stay)}, and not {came(moving)}"
            )
        with torch.no_grad():
            numbers = torch.tensor([value.data for value in values], dtype=torch.float64)
            parameter.copy_(numbers.reshape(parameter.shape))
        parameter.requires_grad_(not any(stay))


def _made(kind: Callable[..., Any], *sizes: Any, **options: Any) -> Any:
    return skip_init(kind, *sizes, dtype=torch.float64, **options)


def _linear(units: Sequence[Neuron], activation: str, where: str = "") -> list[torch.nn.Module]:
    """A linear layer, and its activation."""
    linear = _made(torch.nn.Linear, units[0].nin, len(units), bias=units[0].has_bias)
    try:
        follows = activation_module(activation)
    except ValueError as error:
        raise ValueError(f"{error}{where}") from None
    return [linear] if follows is None else [linear, follows]


def _chain(modules: Sequence[torch.nn.Module]) -> torch.nn.Module:
    return modules[0] if len(modules) == 1 else torch.nn.Sequential(*modules)


def _neuron(model: Neuron) -> torch.nn.Module:
    return _chain(_linear([model], model.activation))


def _layer(model: Layer) -> torch.nn.Module:
    return _chain(_linear(model.neurons, model.activation))


def _perceptron(model: Perceptron) -> torch.nn.Module:
    return _neuron(model.neuron)


def _net(model: MLP | Sequential) -> torch.nn.Module:
    modules: list[torch.nn.Module] = []
    for number, part in enumerate(model.parts, start=1):
        if isinstance(part, Dropout):
            modules.append(_dropout(part))
        elif isinstance(part, Layer):
            modules += _linear(part.neurons, part.activation, f", in part {number} of {model}")
    if model.output == "softmax":
        modules.append(torch.nn.Softmax(dim=-1))
    return torch.nn.Sequential(*modules)


def _dropout(model: Dropout) -> torch.nn.Module:
    return torch.nn.Dropout(model.p).train(model.training)


def _embedding(model: Embedding) -> torch.nn.Module:
    return _made(torch.nn.Embedding, model.count, model.width)


def _rms_norm(model: RMSNorm) -> torch.nn.Module:
    return _made(torch.nn.RMSNorm, model.width, eps=model.epsilon, elementwise_affine=model.has_gain)


def _layer_norm(model: LayerNorm) -> torch.nn.Module:
    if model.has_bias and not model.has_gain:
        raise ValueError(f"{model} has biases and no gains, which torch.nn.LayerNorm cannot have")
    options = {"elementwise_affine": model.has_gain, "bias": model.has_bias}
    return _made(torch.nn.LayerNorm, model.width, model.epsilon, **options)


def _attention(model: SelfAttention) -> torch.nn.Module:
    return _made(torch_modules.SelfAttention, model.width, len(model.heads), bias=model.has_bias)


def _block(model: Block) -> torch.nn.Module:
    module = _made(torch_modules.Block, model.width, model.heads)
    module.norm.eps = model.norm.epsilon
    return module


def _gpt(model: GPT) -> torch.nn.Module:
    sizes = (model.vocabulary, model.width, model.heads, len(model.blocks), model.length)
    module = _made(torch_modules.GPT, *sizes)
    module.characters, module.norm.eps = model.characters, model.norm.epsilon
    for block, part in zip(module.blocks, model.blocks):
        block.norm.eps = part.norm.epsilon
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
