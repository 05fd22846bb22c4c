"""Neural networks made of Values: neurons, layers, losses, descent.

>>> import nn
>>> model = nn.MLP(2, [4, 1], output="sigmoid", seed=1)
>>> X, y = nn.datasets.XOR
>>> optimizer = nn.SGD(model.parameters(), learning_rate=4.0)
>>> history = nn.fit(model, X, y, loss=nn.binary_cross_entropy, optimizer=optimizer, epochs=400, progress=False)
>>> [round(model(x).data) for x in X]
[0, 1, 1, 0]
"""

from nn import datasets, schedules, stopping
from nn.analysis.collapse import collapsed
from nn.analysis.diagnosis import Diagnosis, Finding, diagnose
from nn.analysis.experiments import Outcome, run_many
from nn.analysis.separability import CommonPoint, SeparatingLine, separability
from nn.gradient_step import Optimizer, clip_gradients, gradient_norm
from nn.history import History
from nn.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    categorical_cross_entropy,
    cross_entropy,
    hinge_loss,
    mse_loss,
    negative_log_likelihood,
    softmax,
)
from nn.models.initializers import INITIALIZERS
from nn.models.layers import Layer, Neuron
from nn.models.mlp import MLP
from nn.models.module import Module
from nn.models.perceptron import Perceptron, PerceptronRun, PerceptronState
from nn.models.serialization import load, save
from nn.models.summary import Summary, count_parameters, summary
from nn.optimizers import SGD, Adam, AdamW, RMSprop
from nn.tables import Standardizer, Table, read_csv, standardizer, train_test_split
from nn.training.checkpoints import load_checkpoint, save_checkpoint
from nn.training.fitting import fit, minibatches
from nn.training.objective import (
    accuracy,
    class_of_logit,
    class_of_probabilities,
    class_of_score,
    decision,
    l1_penalty,
    l2_penalty,
    mean_loss,
)
from nn.training.options import TrainingOptions

__all__ = [
    "INITIALIZERS",
    "MLP",
    "SGD",
    "Adam",
    "AdamW",
    "CommonPoint",
    "Diagnosis",
    "Finding",
    "History",
    "Layer",
    "Module",
    "Neuron",
    "Optimizer",
    "Outcome",
    "Perceptron",
    "PerceptronRun",
    "PerceptronState",
    "RMSprop",
    "SeparatingLine",
    "Standardizer",
    "Summary",
    "Table",
    "TrainingOptions",
    "accuracy",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "categorical_cross_entropy",
    "class_of_logit",
    "class_of_probabilities",
    "class_of_score",
    "clip_gradients",
    "collapsed",
    "count_parameters",
    "cross_entropy",
    "datasets",
    "decision",
    "diagnose",
    "fit",
    "gradient_norm",
    "hinge_loss",
    "l1_penalty",
    "l2_penalty",
    "load",
    "load_checkpoint",
    "mean_loss",
    "minibatches",
    "mse_loss",
    "negative_log_likelihood",
    "read_csv",
    "run_many",
    "save",
    "save_checkpoint",
    "schedules",
    "separability",
    "softmax",
    "standardizer",
    "stopping",
    "summary",
    "train_test_split",
]
