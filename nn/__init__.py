"""Neural networks made of Values: neurons, layers, losses, descent.

>>> import nn
>>> model = nn.MLP(2, [4, 1], output="sigmoid", seed=1)
>>> X, y = nn.datasets.XOR
>>> optimizer = nn.SGD(model.parameters(), learning_rate=4.0)
>>> history = nn.fit(model, X, y, loss=nn.binary_cross_entropy, optimizer=optimizer, epochs=400, progress=False)
>>> [round(model(x).data) for x in X]
[0, 1, 1, 0]
"""

from nn import datasets
from nn.collapse import collapsed
from nn.initializers import INITIALIZERS
from nn.layers import Layer, Neuron
from nn.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    hinge_loss,
    mse_loss,
    softmax,
)
from nn.mlp import MLP
from nn.module import Module
from nn.optimizers import SGD
from nn.perceptron import Perceptron, PerceptronRun, PerceptronState
from nn.separability import CommonPoint, SeparatingLine, separability
from nn.summary import Summary, count_parameters, summary
from nn.training import History, fit, minibatches

__all__ = [
    "INITIALIZERS",
    "MLP",
    "SGD",
    "CommonPoint",
    "History",
    "Layer",
    "Module",
    "Neuron",
    "Perceptron",
    "PerceptronRun",
    "PerceptronState",
    "SeparatingLine",
    "Summary",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "collapsed",
    "count_parameters",
    "cross_entropy",
    "datasets",
    "fit",
    "hinge_loss",
    "minibatches",
    "mse_loss",
    "separability",
    "softmax",
    "summary",
]
