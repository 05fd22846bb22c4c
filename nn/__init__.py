"""Neural networks made of Values: neurons, layers, losses, descent.

>>> import nn
>>> model = nn.MLP(2, [4, 1], output="sigmoid", seed=1)
>>> X, y = nn.datasets.XOR
>>> optimizer = nn.SGD(model.parameters(), learning_rate=4.0)
>>> history = nn.fit(model, X, y, loss=nn.binary_cross_entropy, optimizer=optimizer, epochs=400, progress=False)
>>> [round(model(x).data) for x in X]
[0, 1, 1, 0]
"""

from importlib import import_module
from typing import TYPE_CHECKING

try:
    from autograd import PRIMITIVES  # which no other autograd has
except ImportError as error:
    from chalkgrad_command.companions import cause_of

    raise cause_of(error) from None

from autograd.shared.near_names import missing_attribute, nearest
from autograd.shared.version import installed_version
from nn import datasets, designs, schedules, stopping
from nn.analysis.collapse import collapsed
from nn.analysis.confusion import ConfusionMatrix, confusion_matrix
from nn.analysis.diagnosis import Diagnosis, diagnose
from nn.analysis.experiments import run_as_completed, run_many
from nn.analysis.finding import Finding
from nn.analysis.outcomes import Outcome, Outcomes, SweepInterrupted
from nn.analysis.separability import CommonPoint, SeparatingLine, separability
from nn.gradient_step import Optimizer, clip_gradients, gradient_norm
from nn.history import History
from nn.losses import (
    LOSSES_ELSEWHERE,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    categorical_cross_entropy,
    cross_entropy,
    hinge_loss,
    huber_loss,
    l1_loss,
    log_softmax,
    mae_loss,
    mse_loss,
    negative_log_likelihood,
    softmax,
)
from nn.models.attention import SelfAttention
from nn.models.block import Block
from nn.models.dropout import Dropout
from nn.models.embedding import Embedding
from nn.models.gpt import GPT
from nn.models.initializers import INITIALIZERS
from nn.models.layers import Layer, Neuron
from nn.models.mlp import MLP
from nn.models.module import Module
from nn.models.normalization import LayerNorm, RMSNorm
from nn.models.perceptron import Perceptron, PerceptronRun, PerceptronState
from nn.models.sequential import Linear, Sequential
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
from nn.training.parallel import ParallelOptions, fit_parallel
from nn.training.side_by_side import fit_many

_ELSEWHERE = {
    **LOSSES_ELSEWHERE,
    "dataloader": "minibatches",
    "dense": "Layer",
    "evaluate": "accuracy",
    "gridsearch": "run_many",
    "latinhypercube": "designs",
    "loadcsv": "read_csv",
    "loadmodel": "load",
    "readparquet": "parquet",
    "savemodel": "save",
    "sweep": "run_many",
    "train": "fit",
}

_BRIDGES: dict[str, str] = {
    "Classifier": "nn.bridges.estimators",
    "Regressor": "nn.bridges.estimators",
    "from_onnx": "nn.bridges.onnx_files.reading",
    "from_torch": "nn.bridges.pytorch",
    "parquet": "nn.bridges.arrow",
    "to_onnx": "nn.bridges.onnx_files.writing",
    "to_torch": "nn.bridges.pytorch",
}
"""Where they are: each asks for a library of others."""

__all__ = [
    "GPT",
    "INITIALIZERS",
    "MLP",
    "SGD",
    "Adam",
    "AdamW",
    "Block",
    "Classifier",
    "CommonPoint",
    "ConfusionMatrix",
    "Diagnosis",
    "Dropout",
    "Embedding",
    "Finding",
    "History",
    "Layer",
    "LayerNorm",
    "Linear",
    "Module",
    "Neuron",
    "Optimizer",
    "Outcome",
    "Outcomes",
    "ParallelOptions",
    "Perceptron",
    "PerceptronRun",
    "PerceptronState",
    "RMSNorm",
    "RMSprop",
    "Regressor",
    "SelfAttention",
    "SeparatingLine",
    "Sequential",
    "Standardizer",
    "Summary",
    "SweepInterrupted",
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
    "confusion_matrix",
    "count_parameters",
    "cross_entropy",
    "datasets",
    "decision",
    "designs",
    "diagnose",
    "fit",
    "fit_many",
    "fit_parallel",
    "from_onnx",
    "from_torch",
    "gradient_norm",
    "hinge_loss",
    "huber_loss",
    "l1_loss",
    "l1_penalty",
    "l2_penalty",
    "load",
    "load_checkpoint",
    "log_softmax",
    "mae_loss",
    "mean_loss",
    "minibatches",
    "mse_loss",
    "negative_log_likelihood",
    "parquet",
    "read_csv",
    "run_as_completed",
    "run_many",
    "save",
    "save_checkpoint",
    "schedules",
    "separability",
    "softmax",
    "standardizer",
    "stopping",
    "summary",
    "to_onnx",
    "to_torch",
    "train_test_split",
]


def __dir__() -> list[str]:
    """Names to use, and not those that came here on the way to them."""
    return __all__


if TYPE_CHECKING:
    from nn.bridges.arrow import parquet
    from nn.bridges.estimators import Classifier, Regressor
    from nn.bridges.onnx_files.reading import from_onnx
    from nn.bridges.onnx_files.writing import to_onnx
    from nn.bridges.pytorch import from_torch, to_torch

    __version__: str
else:  # where it would hide a wrong name

    def __getattr__(name: str) -> object:
        if name == "__version__":
            return installed_version()
        if name in _BRIDGES:
            return getattr(import_module(_BRIDGES[name]), name)
        row = nearest(name, PRIMITIVES)
        if row is not None and row.replace("_", "") == name.lower():  # nn.LeakyReLU, nn.Tanh, as in PyTorch
            raise AttributeError(f"module 'nn' has no attribute {name!r}: an activation goes by its name, {row!r}")
        raise missing_attribute(__name__, name, __all__, _ELSEWHERE)
