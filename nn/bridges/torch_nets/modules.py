"""Parts of a net that PyTorch has no module of, as modules of PyTorch: what `nn.to_torch` makes of them.

They take whole sequences, and batches of them: `x` has the shape (…, positions, width).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import torch
from torch import Tensor

from nn.datasets.texts import Characters
from nn.models.block import TIMES_WIDER

__all__ = ["GPT", "Block", "Elementwise", "SelfAttention"]

EPSILON: Final = 1e-5
"""That of the norms, unless their attribute `eps` is set anew."""


def _step(x: Tensor) -> Tensor:
    """1 above 0, otherwise 0, with derivative 0: of torch.heaviside there is none."""
    return torch.sign(x).relu()


class Elementwise(torch.nn.Module):
    """A function of each number by itself, as an activation.

    Args:
        name: of the function: "sin", "exp", "step", …, as `autograd.PRIMITIVES` has it, and `torch`.

    >>> Elementwise("step")(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 1.])
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def forward(self, x: Tensor) -> Tensor:
        function: Callable[[Tensor], Tensor] = _step if self.name == "step" else getattr(torch, self.name)
        return function(x)

    def extra_repr(self) -> str:
        return repr(self.name)


class SelfAttention(torch.nn.Module):
    """Causal self-attention, as `nn.SelfAttention`: the heads' queries are the rows of one matrix, head after head.

    Args:
        width: how many numbers a position has.
        heads: how many heads share them.
        bias: whether the layers have biases.
        device, dtype: as of all modules of PyTorch.

    >>> attention = SelfAttention(4, 2)
    >>> attention(torch.zeros(5, 3, 4)).shape, attention.weights(torch.zeros(3, 4)).shape
    (torch.Size([5, 3, 4]), torch.Size([2, 3, 3]))
    """

    def __init__(self, width: int, heads: int, bias: bool = False, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        options = {"device": device, "dtype": dtype}
        self.width, self.heads = width, heads
        self.query, self.key, self.value, self.output = (
            torch.nn.Linear(width, width, bias=bias, **options) for _ in range(4)
        )

    def forward(self, x: Tensor) -> Tensor:
        taken = self.weights(x) @ self._by_head(self.value(x))
        return self.output(taken.transpose(-2, -3).flatten(-2))

    def weights(self, x: Tensor) -> Tensor:
        """How much each position takes of each, for each head: of those after it, nothing."""
        query, key = self._by_head(self.query(x)), self._by_head(self.key(x))
        scores = query @ key.transpose(-1, -2) / math.sqrt(self.width // self.heads)
        is_later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=x.device).triu(diagonal=1)
        return scores.masked_fill(is_later, -math.inf).softmax(-1)

    def _by_head(self, x: Tensor) -> Tensor:
        """(…, positions, width) as (…, heads, positions, width / heads)."""
        return x.unflatten(-1, (self.heads, -1)).transpose(-2, -3)


class Block(torch.nn.Module):
    """The block that a GPT repeats, as `nn.Block`.

    Args:
        width: how many numbers a position has.
        heads: how many heads its attention has.
        device, dtype: as of all modules of PyTorch.

    >>> Block(4, 2)(torch.zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, width: int, heads: int, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        options = {"device": device, "dtype": dtype}
        self.width, self.heads, wide = width, heads, TIMES_WIDER * width
        self.norm = torch.nn.RMSNorm(width, eps=EPSILON, elementwise_affine=False)
        self.attention = SelfAttention(width, heads, **options)
        self.mlp = torch.nn.Sequential(
            torch.nn.Linear(width, wide, bias=False, **options),
            torch.nn.ReLU(),
            torch.nn.Linear(wide, width, bias=False, **options),
        )

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm(x))
        return x + self.mlp(self.norm(x))


class GPT(torch.nn.Module):
    """A language model, as `nn.GPT`: of each token of a sequence, logits of the one that follows.

    Args:
        vocabulary: how many tokens there are.
        width: how many numbers a position has.
        heads: how many heads of attention each block has.
        blocks: how many blocks there are.
        length: how many tokens it can see at once.
        device, dtype: as of all modules of PyTorch.

    Attributes:
        characters: what the tokens stand for; None where that is not known.

    >>> GPT(5, 4, 2, 1, 8)(torch.tensor([3, 1, 2])).shape
    torch.Size([3, 5])
    """

    def __init__(
        self,
        vocabulary: int,
        width: int,
        heads: int,
        blocks: int,
        length: int,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        options = {"device": device, "dtype": dtype}
        self.vocabulary, self.width, self.heads, self.length = vocabulary, width, heads, length
        self.characters: Characters | None = None
        self.token = torch.nn.Embedding(vocabulary, width, **options)
        self.position = torch.nn.Embedding(length, width, **options)
        self.norm = torch.nn.RMSNorm(width, eps=EPSILON, elementwise_affine=False)
        self.blocks = torch.nn.ModuleList([Block(width, heads, **options) for _ in range(blocks)])
        self.output = torch.nn.Linear(width, vocabulary, bias=False, **options)

    def forward(self, tokens: Tensor) -> Tensor:
        places = torch.arange(tokens.shape[-1], device=tokens.device)
        x = self.norm(self.token(tokens) + self.position(places))
        for block in self.blocks:
            x = block(x)
        return self.output(x)
