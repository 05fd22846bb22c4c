"""Nets of each kind, and their numbers as PyTorch has them."""

from __future__ import annotations

import copy
import random

import pytest
import torch

import nn


def scrambled(model, seed=0):
    """The model, with other numbers for its parameters."""
    generator = random.Random(seed)
    for parameter in model.parameters():
        parameter.data = generator.gauss(0.0, 0.7)
    return model


def tensor(numbers):
    return torch.tensor(numbers, dtype=torch.float64)


def numbers_of(things):
    """Those of Values, nested as they are."""
    return [numbers_of(thing) for thing in things] if hasattr(things, "__len__") else things.data


def flat(things):
    return [x for thing in things for x in flat(thing)] if isinstance(things, (list, tuple)) else [things]


def bits(module):
    """Every number of a module's parameters, by its place in the matrix that it stands in, to the last bit."""
    return [[number.hex() for number in flat(p.tolist())] for p in module.parameters()]


XS = [[0.3, -1.2, 0.8, 2.0], [-0.5, 0.1, 1.5, -2.5], [0.0, 1.0, -1.0, 0.25]]
ROUTE = nn.Sequential(nn.MLP(4, [3, 3], activation="gelu", output="silu"), nn.Dropout(0.4, seed=0), nn.Linear(3, 2))
MODELS = {
    "Neuron": nn.Neuron(4, activation="mish"),
    "Neuron without bias": nn.Neuron(4, activation=None, bias=False),
    "Layer": nn.Layer(4, 3, activation="sin"),
    "Linear without biases": nn.Linear(4, 3, bias=False),
    "MLP": nn.MLP(4, [5, 3, 2], activation=["tanh", "elu"], output="softplus"),
    "MLP with softmax": nn.MLP(4, [3, 4], activation="relu", output="softmax"),
    "Sequential": ROUTE,
    "Perceptron": nn.Perceptron(4, seed=1),
    "Dropout": nn.Dropout(0.25, seed=0),
    "RMSNorm": nn.RMSNorm(4, 1e-3),
    "RMSNorm without gains": nn.RMSNorm(4, gain=False),
    "LayerNorm": nn.LayerNorm(4, 1e-4),
    "LayerNorm without biases": nn.LayerNorm(4, bias=False),
    "LayerNorm, bare": nn.LayerNorm(4, gain=False, bias=False),
    "SelfAttention": nn.SelfAttention(4, 2),
    "SelfAttention with biases": nn.SelfAttention(4, 2, bias=True),
    "Block": nn.Block(4, 2),
}
SEQUENCES = (nn.SelfAttention, nn.Block)
TOKENS = [3, 0, 4, 4, 1]


def gpt(seed=0):
    return scrambled(nn.GPT(5, width=4, heads=2, blocks=2, length=6), seed)


def outputs(model):
    """What the model says of each of the samples: a row of numbers each."""
    if isinstance(model, SEQUENCES):
        return numbers_of(model(XS))
    found = [model(x) for x in XS]
    return [numbers_of(y) if isinstance(y, list) else [float(y)] for y in found]


def check_same(model, module, ours, theirs):
    """What the model has of each parameter is what the module has of it, to 1e-12."""
    placed = copy.deepcopy(model)
    for parameter, mine in zip(placed.parameters(), model.parameters()):
        parameter.data = ours(mine)
    for mine, parameter in zip(nn.to_torch(placed).parameters(), module.parameters(), strict=True):
        assert flat(mine.tolist()) == pytest.approx(flat(theirs(parameter).tolist()), rel=1e-12, abs=1e-12)
