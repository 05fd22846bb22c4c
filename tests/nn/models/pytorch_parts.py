"""What PyTorch computes with the parts of a GPT, in 64-bit floats: outputs, and gradients of their weighted sum.

`recorded()` asks PyTorch where it is installed, and otherwise reads `data/pytorch_parts.json`, which it once said:
PyTorch 2.14.1, by `python -m tests.nn.models.pytorch_parts`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "pytorch_parts.json"

WIDTH, HEADS, BLOCKS, LENGTH, VOCABULARY = 6, 3, 2, 5, 7
SIZE = WIDTH // HEADS
TOKENS, TARGETS = [6, 2, 0, 2], [2, 0, 2, 6]


def numbers(count, seed):
    generator = random.Random(seed)
    return [generator.gauss(0.0, 0.5) for _ in range(count)]


def rows(count, width, seed):
    given = numbers(count * width, seed)
    return [given[k : k + width] for k in range(0, count * width, width)]


XS = rows(4, WIDTH, 1)
"""The numbers of each of four positions."""
WEIGHTS = rows(4, WIDTH, 2)
"""What each output counts in the sum that is differentiated."""
GAINS, BIASES = numbers(WIDTH, 3), numbers(WIDTH, 4)
ATTENTION = {bias: numbers(4 * WIDTH * (WIDTH + bias), 5) for bias in (False, True)}
BLOCK = numbers(12 * WIDTH * WIDTH, 6)
GPT = numbers((2 * VOCABULARY + LENGTH) * WIDTH + BLOCKS * len(BLOCK), 7)
"""The parameters of each part, in the order of its `parameters()`."""


def recorded():
    if importlib.util.find_spec("torch"):
        return computed()
    return json.loads(FILE.read_text(encoding="utf-8"))


def computed():
    import torch

    torch.set_default_dtype(torch.float64)
    functional = torch.nn.functional

    def weighted(outputs):
        return (outputs * torch.tensor(WEIGHTS)).sum()

    def report(outputs, total, *leaves):
        total.backward()
        return {"outputs": outputs.tolist(), "sum": total.item(), "gradients": [leaf.grad.tolist() for leaf in leaves]}

    def leaf(given):
        return torch.tensor(given, requires_grad=True)

    def rms_norm():
        norm, xs = torch.nn.RMSNorm(WIDTH, eps=1e-5), leaf(XS)
        norm.weight.data = torch.tensor(GAINS)
        outputs = norm(xs)
        return report(outputs, weighted(outputs), xs, norm.weight)

    def layer_norm():
        norm, xs = torch.nn.LayerNorm(WIDTH, eps=1e-5), leaf(XS)
        norm.weight.data, norm.bias.data = torch.tensor(GAINS), torch.tensor(BIASES)
        outputs = norm(xs)
        return report(outputs, weighted(outputs), xs, norm.weight, norm.bias)

    def take(given, count, width):
        return torch.stack([next(given) for _ in range(count * width)]).reshape(count, width)

    def attended(xs, given, bias):
        """By PyTorch's own module, whose queries of all heads come first, then all keys, then all values."""
        module = torch.nn.MultiheadAttention(WIDTH, HEADS, bias=bias, batch_first=True)
        units = [[[next_unit(given, bias) for _ in range(SIZE)] for _ in range(3)] for _ in range(HEADS)]
        ordered = [unit for kind in range(3) for head in units for unit in head[kind]]
        out = [next_unit(given, bias) for _ in range(WIDTH)]
        state = {"in_proj_weight": ordered, "out_proj.weight": out}
        parameters = {name: torch.stack([weights for weights, _ in found]) for name, found in state.items()}
        if bias:
            parameters |= {
                "in_proj_bias": torch.stack([b for _, b in ordered]),
                "out_proj.bias": torch.stack([b for _, b in out]),
            }
        hidden = torch.triu(torch.ones(len(xs), len(xs), dtype=torch.bool), diagonal=1)
        call = {"attn_mask": hidden, "average_attn_weights": False}
        found, weights = torch.func.functional_call(module, parameters, (xs[None], xs[None], xs[None]), call)
        return found[0], weights[0]

    def next_unit(given, bias):
        weights = torch.stack([next(given) for _ in range(WIDTH)])
        return weights, next(given) if bias else None

    def attention(bias):
        xs, parameters = leaf(XS), leaf(ATTENTION[bias])
        outputs, weights = attended(xs, iter(parameters), bias)
        return {**report(outputs, weighted(outputs), xs, parameters), "weights": weights.tolist()}

    def through_block(xs, given):
        def norm(x):
            return functional.rms_norm(x, (WIDTH,), eps=1e-5)

        xs = xs + attended(norm(xs), given, bias=False)[0]
        wide, narrow = take(given, 4 * WIDTH, WIDTH), take(given, WIDTH, 4 * WIDTH)
        return xs + functional.linear(functional.relu(functional.linear(norm(xs), wide)), narrow)

    def block():
        xs, parameters = leaf(XS), leaf(BLOCK)
        outputs = through_block(xs, iter(parameters))
        return report(outputs, weighted(outputs), xs, parameters)

    def gpt():
        parameters = leaf(GPT)
        given = iter(parameters)
        token, position = take(given, VOCABULARY, WIDTH), take(given, LENGTH, WIDTH)
        places = torch.arange(len(TOKENS))
        xs = functional.embedding(torch.tensor(TOKENS), token) + functional.embedding(places, position)
        xs = functional.rms_norm(xs, (WIDTH,), eps=1e-5)
        for _ in range(BLOCKS):
            xs = through_block(xs, given)
        logits = functional.linear(xs, take(given, VOCABULARY, WIDTH))
        return report(logits, functional.cross_entropy(logits, torch.tensor(TARGETS)), parameters)

    return {
        "version": torch.__version__,
        "RMSNorm": rms_norm(),
        "LayerNorm": layer_norm(),
        "SelfAttention": attention(bias=False),
        "SelfAttention with biases": attention(bias=True),
        "Block": block(),
        "GPT": gpt(),
    }


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m tests.nn.models.pytorch_parts", description=__doc__).parse_args()
    FILE.write_text(json.dumps(computed()) + "\n", encoding="utf-8")
