"""Public functions, called carelessly: for each a call that is right, and what may come in place of an argument."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

import autograd
import nn
import viz
from autograd import Value
from tests.nn.analysis.runs import InlineExecutor

WRONG: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "a bool": lambda: True,
    "a word": lambda: "zzz",
    "bytes": lambda: b"zzz",
    "a number": lambda: 2.5,
    "a negative number": lambda: -3,
    "nought": lambda: 0,
    "a huge number": lambda: 10**400,
    "NaN": lambda: math.nan,
    "a complex number": lambda: 1j,
    "a complex number of NumPy's": lambda: np.complex64(1.5),
    "a bool of NumPy's": lambda: np.True_,
    "a date of NumPy's": lambda: np.datetime64("2026-11-30"),
    "a Value": lambda: Value(2.5),
    "nothing in a list": list,
    "words in a list": lambda: ["a", "b"],
    "numbers in a list": lambda: [0.5, -1.5, 2.5],
    "NaN in rows": lambda: [[math.nan, 1.0]] * 4,
    "lists in lists": lambda: reduce(lambda inner, _: [inner], range(5000), []),
    "Values in a list": lambda: [Value(1.0), Value(2.0)],
    "an array": lambda: np.ones((2, 3)),
    "a dictionary": lambda: {"a": 1.0},
    "a set": lambda: {1.0, 2.0},
    "an object": object,
    "a class": lambda: nn.MLP,
    "a function": lambda: lambda: None,
    "a module": lambda: math,
    "a model": lambda: nn.MLP(3, [2], seed=0),
}


def net() -> nn.MLP:
    return nn.MLP(2, [3, 1], output="sigmoid", seed=0)


def side_by_side() -> dict[str, Any]:
    models = [net(), net()]
    optimizers = [nn.SGD(model.parameters(), 0.1) for model in models]
    X, y = nn.datasets.XOR
    return {"models": models, "X": X, "y": y, "loss": nn.mse_loss, "optimizers": optimizers, "epochs": 2}


def product() -> Value:
    x, w = Value(2.0, label="x"), Value(0.5, label="w")
    y = x * w + 1.0
    y.backward()
    return y


def gpt() -> nn.GPT:
    return nn.GPT(5, 4, 2, 1, 4, seed=0)


def history() -> nn.History:
    model = net()
    return nn.fit(
        model,
        *nn.datasets.XOR,
        loss=nn.binary_cross_entropy,
        optimizer=nn.SGD(model.parameters(), 0.1),
        epochs=3,
        progress=False,
    )


def _fit() -> dict[str, Any]:
    model = net()
    return {
        "model": model,
        "X": nn.datasets.XOR[0],
        "y": nn.datasets.XOR[1],
        "loss": nn.binary_cross_entropy,
        "optimizer": nn.SGD(model.parameters(), 0.1),
        "epochs": 2,
        "progress": False,
    }


X, Y = nn.datasets.XOR
RIGHT: dict[str, Callable[[], dict[str, Any]]] = {
    "autograd.Constant": lambda: {"data": 1},
    "autograd.Value": lambda: {"data": 1, "label": "x"},
    "autograd.Interval": lambda: {"low": 0.0, "high": 1.0},
    "autograd.check_answer": lambda: {"output": (y := product()), "variable": y.operands[0].operands[0]},
    "autograd.directional_derivative": lambda: {
        "output": (y := product()),
        "direction": {y.operands[0].operands[0]: 1.0},
    },
    "autograd.first_nonfinite": lambda: {"output": product()},
    "autograd.grad": lambda: {"f": lambda x: x * x, "argnums": 0},
    "autograd.value_and_grad": lambda: {"f": lambda x: x * x, "argnums": 0},
    "autograd.jacobian": lambda: {"f": lambda x: [x * x], "argnums": 0},
    "autograd.hessian": lambda: {"f": lambda x: x * x, "argnums": 0},
    "autograd.gradcheck": lambda: {"f": lambda *xs: Value(2.0).exp(), "inputs": [1.0]},
    "autograd.gradients": lambda: {"output": (y := product()), "inputs": [y.operands[0]]},
    "autograd.pick": lambda: {"values": [1.0, 2.0, 3.0], "index": 0},
    "autograd.topological_order": lambda: {"output": product()},
    "autograd.unfolded": lambda: {"value": autograd.dot([Value(1.0)], [2.0], 0.0)},
    "autograd.vector": lambda: {"operands": [Value(1.0), 2.0]},
    "autograd.where": lambda: {"condition": True, "a": Value(1.0), "b": 2.0},
    "autograd.compile": lambda: {"what": lambda x: x * x},
    "nn.GPT": lambda: {"vocabulary": 5, "width": 4, "heads": 2, "blocks": 1, "length": 4, "seed": 0},
    "nn.MLP": lambda: {"nin": 2, "nouts": [3, 1], "seed": 0},
    "nn.SGD": lambda: {"parameters": net().parameters(), "learning_rate": 0.1, "momentum": 0.5},
    "nn.Adam": lambda: {"parameters": net().parameters()},
    "nn.AdamW": lambda: {"parameters": net().parameters()},
    "nn.RMSprop": lambda: {"parameters": net().parameters()},
    "nn.Block": lambda: {"width": 4, "heads": 2},
    "nn.Classifier": dict,
    "nn.Regressor": dict,
    "nn.Dropout": dict,
    "nn.Embedding": lambda: {"count": 5, "width": 3},
    "nn.Layer": lambda: {"nin": 2, "nout": 3},
    "nn.LayerNorm": lambda: {"width": 3},
    "nn.RMSNorm": lambda: {"width": 3},
    "nn.Linear": lambda: {"nin": 2, "nout": 3},
    "nn.Neuron": lambda: {"nin": 2},
    "nn.Perceptron": lambda: {"nin": 2},
    "nn.SelfAttention": lambda: {"width": 4, "heads": 2},
    "nn.accuracy": lambda: {"model": net(), "X": X, "y": Y},
    "nn.binary_cross_entropy": lambda: {"p": Value(0.5), "y": 1},
    "nn.binary_cross_entropy_with_logits": lambda: {"z": Value(0.5), "y": 1},
    "nn.categorical_cross_entropy": lambda: {"p": [Value(0.5), Value(0.5)], "target": 1},
    "nn.cross_entropy": lambda: {"logits": [Value(0.5), Value(0.5)], "target": 1},
    "nn.class_of_logit": lambda: {"prediction": Value(0.5)},
    "nn.class_of_probabilities": lambda: {"prediction": Value(0.5)},
    "nn.class_of_score": lambda: {"prediction": Value(0.5)},
    "nn.clip_gradients": lambda: {"parameters": product().operands, "max_norm": 1.0},
    "nn.collapsed": lambda: {"model": nn.MLP(2, [3, 1], activation="linear")},
    "nn.confusion_matrix": lambda: {"model": net(), "X": X, "y": Y},
    "nn.count_parameters": lambda: {"nin": 2, "nouts": [3, 1]},
    "nn.decision": lambda: {"graph": lambda p: p},
    "nn.diagnose": lambda: {"model": net(), "X": X, "y": Y},
    "nn.fit": _fit,
    "nn.from_onnx": lambda: {"path": "model.onnx"},
    "nn.gradient_norm": lambda: {"parameters": product().operands},
    "nn.hinge_loss": lambda: {"score": Value(0.5), "y": 1},
    "nn.huber_loss": lambda: {"prediction": Value(0.5), "target": 1.0},
    "nn.l1_loss": lambda: {"prediction": Value(0.5), "target": 1.0},
    "nn.mae_loss": lambda: {"prediction": Value(0.5), "target": 1.0},
    "nn.mse_loss": lambda: {"prediction": Value(0.5), "target": 1.0},
    "nn.l1_penalty": lambda: {"parameters": [Value(0.5)], "strength": 0.1},
    "nn.l2_penalty": lambda: {"parameters": [Value(0.5)], "strength": 0.1},
    "nn.load": lambda: {"path": "model.json"},
    "nn.load_checkpoint": lambda: {"path": "checkpoint.json", "optimizer": nn.SGD(net().parameters(), 0.1)},
    "nn.log_softmax": lambda: {"logits": [Value(0.5), Value(0.5)]},
    "nn.softmax": lambda: {"logits": [Value(0.5), Value(0.5)]},
    "nn.mean_loss": lambda: {"model": net(), "X": X, "y": Y, "loss": nn.binary_cross_entropy},
    "nn.minibatches": lambda: {"X": X, "y": Y, "batch_size": 2},
    "nn.negative_log_likelihood": lambda: {"p": Value(0.5), "y": 1},
    "nn.read_csv": lambda: {"path": "table.csv", "class_column": "y"},
    "nn.fit_many": side_by_side,
    "nn.fit_parallel": lambda: {**_fit(), "executor": InlineExecutor(), "shards": 2},
    "nn.run_as_completed": lambda: {"run": abs, "settings": [], "progress": False},
    "nn.run_many": lambda: {"run": abs, "settings": [], "progress": False},
    "nn.save": lambda: {"model": net(), "path": "new.json"},
    "nn.save_checkpoint": lambda: {
        "path": "new.json",
        "optimizer": nn.SGD(net().parameters(), 0.1),
        "history": history(),
    },
    "nn.separability": lambda: {"X": X, "y": Y},
    "nn.standardizer": lambda: {"X": X},
    "nn.summary": lambda: {"nin": 2, "nouts": [3, 1]},
    "nn.to_onnx": lambda: {"model": net(), "path": "new.onnx"},
    "nn.train_test_split": lambda: {"X": X, "y": Y},
    "nn.datasets.Characters": lambda: {"texts": ["ab"]},
    "nn.datasets.blobs": lambda: {"count": 4},
    "nn.datasets.circles": lambda: {"count": 4},
    "nn.datasets.hills": lambda: {"count": 4},
    "nn.datasets.moons": lambda: {"count": 4},
    "nn.datasets.quadrants": lambda: {"count": 4},
    "nn.datasets.spirals": lambda: {"count": 4},
    "nn.datasets.tilt": lambda: {"count": 4},
    "nn.datasets.csv": lambda: {"path": "images.csv"},
    "nn.datasets.idx": lambda: {"images": "images.idx", "labels": "labels.idx"},
    "nn.datasets.lines": lambda: {"path": "text.txt"},
    "nn.datasets.text": lambda: {"path": "text.txt"},
    "nn.designs.grid": lambda: {"space": {"rate": [0.5]}},
    "nn.designs.latin_hypercube": lambda: {"space": {"rate": nn.designs.uniform(0.1, 1.0)}, "count": 2},
    "nn.designs.logarithmic": lambda: {"low": 0.1, "high": 1.0},
    "nn.designs.random": lambda: {"space": {"rate": nn.designs.uniform(0.1, 1.0)}, "count": 2},
    "nn.designs.uniform": lambda: {"low": 0.1, "high": 1.0},
    "nn.schedules.constant": lambda: {"rate": 0.1},
    "nn.schedules.cosine": lambda: {"rate": 0.1, "epochs": 10},
    "nn.schedules.linear": lambda: {"rate": 0.1, "epochs": 10},
    "nn.schedules.stepwise": lambda: {"rate": 0.1, "every": 10},
    "nn.stopping.gradient_norm_below": lambda: {"limit": 0.1},
    "nn.stopping.loss_below": lambda: {"limit": 0.1},
    "nn.stopping.no_improvement": lambda: {"patience": 3},
    "viz.DrawingOptions": dict,
    "viz.Trajectory": lambda: {"model": net()},
    "viz.animate": lambda: {
        "draw": lambda ax, frame: None,
        "frames": [1],
        "size": (1.0, 1.0),
        "dpi": 20,
        "progress": False,
    },
    "viz.attention": lambda: {"model": gpt(), "tokens": [1, 2]},
    "viz.sweep": lambda: {"table": {"rate": [1, 1, 2, 2], "result": [0.1, 0.2, 0.3, 0.4]}, "x": "rate"},
    "viz.bars": lambda: {"numbers": {"a": 1.0}},
    "viz.cheatsheet": dict,
    "viz.compare": lambda: {"before": product(), "after": product()},
    "viz.confusion_matrix": lambda: {"table": [[3, 1], [0, 4]]},
    "viz.curves": lambda: {"functions": {"sin": math.sin}, "low": 0.0, "high": 1.0},
    "viz.decision_boundary": lambda: {"model": net(), "X": X, "y": Y, "resolution": 3},
    "viz.deck": dict,
    "viz.derivation": lambda: {"output": (y := product()), "wrt": y.operands[0].operands[0]},
    "viz.draw": lambda: {"value": product()},
    "viz.exercise": lambda: {"topic": "parameter count"},
    "viz.explore": lambda: {"value": product()},
    "viz.formula": lambda: {"value": product()},
    "viz.hidden_space": lambda: {"model": net(), "X": X, "y": Y},
    "viz.loss_curve": lambda: {"history": history()},
    "viz.loss_surface": lambda: {
        "model": (m := net()),
        "loss": lambda: nn.mean_loss(m, X, Y, nn.binary_cross_entropy),
        "resolution": 3,
        "progress": False,
    },
    "viz.mark": lambda: {"submission": viz.exercise("parameter count"), "entries": {"total": 3.0}},
    "viz.mark_class": lambda: {"path": "answers.csv"},
    "viz.network": lambda: {"model": net()},
    "viz.partial_formulas": lambda: {"primitive": autograd.PRIMITIVES["mul"]},
    "viz.perceptron_line": lambda: {"run": nn.Perceptron(2).fit(*nn.datasets.AND), "X": X, "y": nn.datasets.AND[1]},
    "viz.playground": dict,
    "viz.row_formula": lambda: {"primitive": autograd.PRIMITIVES["mul"]},
    "viz.save_html": lambda: {"what": product(), "path": "page.html"},
    "viz.secant": lambda: {"f": lambda x: x * x, "x": 1.0},
    "viz.stepper": lambda: {"value": product()},
    "viz.style": dict,
    "viz.worksheet": lambda: {"topics": "parameter count"},
    "viz.worksheets": lambda: {"students": ["Ada"], "topics": "parameter count"},
}
"""Arguments with which each works."""

METHODS: dict[str, Callable[[], dict[str, Any]]] = {
    "nn.Neuron.set_weights": lambda: {"self": nn.Neuron(2), "w": [0.5, 1.0], "b": 0.5},
    "nn.Layer.set_weights": lambda: {"self": nn.Layer(2, 1), "W": [[0.5, 1.0]], "b": [0.5]},
    "nn.Perceptron.set_weights": lambda: {"self": nn.Perceptron(2), "w": [0.5, 1.0], "b": 0.5},
    "nn.MLP.set_weights": lambda: {"self": nn.MLP(2, [1]), "matrices": [[[0.5, 1.0]]], "biases": [[0.5]]},
    "nn.SelfAttention.__call__": lambda: {"self": nn.SelfAttention(2, 1), "inputs": [[0.5, 1.0]]},
    "nn.SelfAttention.weights": lambda: {"self": nn.SelfAttention(2, 1), "inputs": [[0.5, 1.0]]},
    "nn.Block.__call__": lambda: {"self": nn.Block(2, 1), "inputs": [[0.5, 1.0]]},
    "nn.Block.attention_weights": lambda: {"self": nn.Block(2, 1), "inputs": [[0.5, 1.0]]},
    "nn.GPT.generate": lambda: {
        "self": gpt(),
        "start": [1],
        "length": 2,
        "temperature": 1.0,
        "seed": 0,
        "stop": 1,
    },
    "nn.datasets.Characters.encode": lambda: {"self": nn.datasets.Characters(["ab"]), "text": "ab"},
    "nn.datasets.Characters.decode": lambda: {"self": nn.datasets.Characters(["ab"]), "tokens": [0, 1]},
    "viz.Trajectory.record": lambda: {"self": viz.Trajectory(net()), "epoch": 1},
}
"""Methods of public classes, and arguments with which each works."""

MADE_BY_US = {
    "autograd.Answer",
    "autograd.GradcheckReport",
    "autograd.Primitive",
    "autograd.Program",
    "autograd.Vector",
    "autograd.from_torch",
    "autograd.no_grad",
    "autograd.primitive",
    "nn.CommonPoint",
    "nn.ConfusionMatrix",
    "nn.Diagnosis",
    "nn.Finding",
    "nn.History",
    "nn.parquet",
    "nn.Module",
    "nn.Optimizer",
    "nn.Outcome",
    "nn.Outcomes",
    "nn.SweepInterrupted",
    "nn.ParallelOptions",
    "nn.PerceptronRun",
    "nn.PerceptronState",
    "nn.SeparatingLine",
    "nn.Sequential",
    "nn.Standardizer",
    "nn.Summary",
    "nn.Table",
    "nn.TrainingOptions",
    "nn.datasets.digits",
    "nn.designs.Span",
    "nn.from_torch",
    "nn.to_torch",
    "viz.Animation",
    "viz.CheatSheet",
    "viz.Deck",
    "viz.Derivation",
    "viz.Exercise",
    "viz.Explorer",
    "viz.Formula",
    "viz.Marked",
    "viz.MarkedClass",
    "viz.Picture",
    "viz.Playground",
    "viz.Stepper",
    "viz.Worksheet",
    "viz.Worksheets",
}
"""What functions return, and what has no arguments of its own, or is tried elsewhere."""

FUNCTIONS = (
    *("a", "b", "backward", "callback", "caption", "decide", "draw", "f", "fold", "graph", "init", "loss", "model"),
    *("penalty", "run", "schedule", "stop", "what"),
)
"""Arguments that may be functions: one of the user's own may do anything, and fail."""
CALLABLE = ("a class", "a function", "a model")
FLAGS = ("each", "log", "numbers")
"""Arguments that are true, false or None."""
