"""Nets to and from PyTorch, which is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any, TypeAlias

from autograd import Value
from autograd.arguments import check_flag
from autograd.shared.showing import came
from nn.arguments import Seed, check_one_of, check_values, random_generator
from nn.models.module import Module

__all__ = ["TorchModule", "from_torch", "to_torch"]

TorchModule: TypeAlias = Any
"""A `torch.nn.Module`: Any, since type checkers need not have PyTorch."""


def to_torch(model: Module, *, frozen: Iterable[Value] = ()) -> TorchModule:
    """A net as a module of PyTorch: the same layers, with the same parameters, in 64-bit floats.

    A layer becomes a `torch.nn.Linear` and its activation, a net a `torch.nn.Sequential` of them. Attention, the block
    and the GPT, of which PyTorch has none that compute the same, become modules of `nn.bridges.torch_nets.modules`. The
    parameters are copies: what happens to the one does not happen to the other. The module takes samples in rows,
    and sequences in the last dimension but one; where a net has one output, the module's last dimension has size 1.

    Its `Dropout` leaves out something if that of the model does; what, PyTorch draws. Where an operand is out of an
    operation's domain, such as a logarithm's of −1, the module gives NaN or infinity, and no error.

    Args:
        model: a `GPT`, `MLP`, `Sequential`, `Perceptron`, or one of the parts that they are made of.
        frozen: those of its parameters that stay as they are, as for `nn.fit`: their tensors get
            `requires_grad=False`. A tensor holds all weights of a layer, or all its biases.

    Returns:
        The `torch.nn.Module`. Whoever wants 32-bit floats calls its `float()`.

    Raises:
        ImportError: where PyTorch is not installed, or is older than 2.4.
        TypeError: for another kind of model, whose parts can be carried over.
        ValueError: for an activation, or biases of a `LayerNorm` without gains, that PyTorch has no counterpart of, a
            parameter that stands in two places, or some of a tensor frozen and some not.

    >>> import nn
    >>> nn.to_torch(nn.MLP(2, [3, 1], activation="tanh", output="sigmoid"))
    Sequential(
      (0): Linear(in_features=2, out_features=3, bias=True)
      (1): Tanh()
      (2): Linear(in_features=3, out_features=1, bias=True)
      (3): Sigmoid()
    )
    """
    if not isinstance(model, Module):
        hint = ": from PyTorch, it is nn.from_torch(module)" if _is_pytorchs(model) else ""
        raise TypeError(f"expected model to be a model of nn, got {came(model)}{hint}")
    stay = check_values(frozen, "frozen", ", parameters of the model", in_order=False)
    _check_torch("nn.to_torch")
    from nn.bridges.torch_nets.writing import written

    return written(model, stay)


def from_torch(
    module: TorchModule, *, seed: Seed = None, frozen: list[Value] | None = None, causal: bool = False
) -> Module:
    """A module of PyTorch as a net: the same layers, with the same numbers, exactly, 32-bit floats too.

    Carried over are `Linear`, `Embedding`, `RMSNorm`, `LayerNorm`, `Dropout`, a `Sequential` of linear layers with
    activations and `Dropout` between, nested or not, and what `nn.to_torch` gives: what was an `MLP` comes back as a
    `Sequential`, with the same names. `Identity`, and the `Flatten` in front of a net, are left out. Everything else is
    refused, with its place; `autograd.from_torch` is for a function. The module stays as it is.

    PyTorch's `Softplus` is the identity from its threshold on, 20, and there up to 2e-9 below ours. An `RMSNorm` whose
    `eps` is None gets the one that PyTorch takes, which belongs to the type of its numbers.

    Args:
        module: the `torch.nn.Module`.
        seed: a seed, or the `random.Random` to draw from, for what each `Dropout` leaves out.
        frozen: a list, to which those parameters are added whose tensors have `requires_grad=False`; it may then be
            given to `nn.fit`. Where it is left out, such a tensor is refused.
        causal: says of a `MultiheadAttention`, which cannot tell by itself, that it is called as
            `attention(x, x, x)` with a mask that hides later positions.

    Returns:
        The model. Its `Dropout` leaves out something if that of the module does: `model.eval()` turns it off.

    Raises:
        ImportError: where PyTorch is not installed, or is older than 2.4.
        TypeError: for a module that has no counterpart, naming its kind and its place.
        ValueError: for settings that nothing here has, shared parameters, hooks, or a number that is not finite,
            likewise.

    >>> import nn, torch
    >>> net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    >>> model = nn.from_torch(net)
    >>> model
    Sequential(Layer(2, 3, activation='tanh'), Layer(3, 1, activation='linear'))
    >>> abs(model([0.5, -1.0]).data - net.double()(torch.tensor([0.5, -1.0], dtype=torch.float64)).item()) < 1e-12
    True
    """
    causal, generator = check_flag(causal, "causal"), random_generator(seed)
    if frozen is not None:
        check_one_of(frozen, "frozen", list, "a list, to which parameters are added")
    if isinstance(module, Module):
        raise TypeError(f"expected module to be a torch.nn.Module, got {came(module)}: it is a model of nn already")
    _check_torch("nn.from_torch")
    import torch

    from nn.bridges.torch_nets.reading import read

    if not isinstance(module, torch.nn.Module):
        hint = ": load it into its module first, by load_state_dict" if isinstance(module, dict) else ""
        raise TypeError(f"expected module to be a torch.nn.Module, got {came(module)}{hint}")
    return read(module, generator, frozen, causal)


def _is_pytorchs(model: object) -> bool:
    return any(kind.__module__.split(".")[0] == "torch" for kind in type(model).__mro__)


def _check_torch(function: str) -> None:
    """Raises ImportError where PyTorch is not installed, or is too old."""
    if find_spec("torch") is None:
        raise ImportError(f"{function} needs PyTorch: pip install torch")
    import torch

    if not hasattr(torch.nn, "RMSNorm"):
        raise ImportError(
            f"{function} needs PyTorch 2.4 or newer, got {torch.__version__}: pip install --upgrade torch"
        )
