"""What readers type who do not know our words for it yet, and the page or the entry that they mean: for the search."""

from __future__ import annotations

from collections.abc import Iterator

from docutils.nodes import make_id
from sphinx.application import Sphinx
from sphinx.domains import Domain, ObjType

__all__ = ["SOUGHT", "Topics", "setup"]

_BY_PAGE = {
    "docs/tutorial": "getting started; quick start; tutorial; first steps; installation; how to install; pip install",
    "docs/how_to/supported_pythons": "graphviz not found; no graphviz; executable dot not found; windows; macos; "
    "linux; python version; requirements; free-threaded python; reproducibility; thread safety",
    "docs/how_to/name_clash": "name clash; import error; no module named; cannot import name value; wrong autograd",
    "docs/how_to/check_your_gradient": "gradient check; numerical gradient; finite differences; check my backward pass",
    "docs/how_to/why_it_does_not_learn": "learning rate; vanishing gradient; loss does not decrease; overfitting",
    "docs/how_to/nan_and_overflow": "loss is nan; infinity; domain error; exploding gradient; math domain error",
    "docs/how_to/train_on_your_csv": "train csv; pandas dataframe; own data; load data; read csv",
    "docs/how_to/large_data": "large data; memory error; parquet; generator of batches",
    "docs/how_to/save_load_resume": "save model; load model; load weights; save weights; checkpoint; resume training",
    "docs/how_to/layers_losses_optimizers": "custom layer; custom loss; custom optimizer; own layer",
    "docs/how_to/compile_your_program": "make it faster; performance; slow; jit; speed up",
    "docs/how_to/sweep": "hyperparameter search; grid search; random search; many seeds; multiprocessing",
    "docs/how_to/data_parallel": "parallel training; multiple cores; distributed training",
    "docs/how_to/pictures": "save picture; export svg; png; save figure; picture for latex",
    "docs/how_to/worksheet": "worksheets; quizzes; exam; homework; moodle; canvas",
    "docs/how_to/mark": "marking; grading",
    "docs/how_to/deck": "slides; powerpoint; presentation; lecture; cheat sheet; handout",
    "docs/own_operations": "custom operation; custom gradient; custom function; add an operation; own operation",
    "docs/coming_from_pytorch": "pytorch; torch; tensorflow; jax; keras",
    "docs/coming_from_micrograd": "micrograd; karpathy",
    "docs/live_pages": "interactive widget; html page; embed in a web page; google colab; vs code; anywidget",
    "docs/compiled_graphs": "compiled; native code; llvm; machine code",
    "docs/reference/commands": "command line; terminal; cli",
    "docs/operations": "list of operations; all operations; functions",
    "docs/explanation/where_not_to_use_it": "gpu; cuda; tensors; matrices; large networks; limitations",
    "docs/explanation/kinks": "relu derivative; derivative of relu at 0; subgradient; convention",
    "docs/explanation/four_ulps": "rounding; floating point; numerical accuracy; precision",
    "docs/explanation/why_topological_order": "topological sort; order of the backward pass",
    "notebooks/README": "jupyter notebook; notebooks; course; lessons; solutions; instructor",
    "notebooks/01_derivatives": "chain rule; derivative",
    "notebooks/05_backprop": "backpropagation; chain rule; backward pass",
    "notebooks/06_gradient_descent": "gradient descent; learning rate",
    "notebooks/09_a_gpt": "transformer; language model; attention",
    "benchmarks/README": "benchmarks; speed; performance",
}
_BY_ENTRY = {
    "docs/reference/optimizers": {
        "nn.SGD": "momentum; stochastic gradient descent; gradient descent; nesterov; weight decay",
        "nn.clip_gradients": "gradient clipping; exploding gradient",
        "nn.schedules.Schedule": "learning rate schedule; learning rate decay; scheduler",
    },
    "docs/reference/training": {
        "nn.minibatches": "batch size; mini-batch; batches",
        "nn.stopping.no_improvement": "early stopping; overfitting; patience",
        "nn.l2_penalty": "regularization; weight decay",
        "nn.fit": "train a model; training loop; epochs",
    },
    "docs/reference/losses": {
        "": "losses; loss function",
        "nn.mse_loss": "mean squared error; squared error; regression loss",
        "nn.l1_loss": "mean absolute error; absolute error",
        "nn.binary_cross_entropy": "log loss; logistic loss",
        "nn.cross_entropy": "softmax loss",
    },
    "docs/reference/models": {
        "nn.Dropout": "overfitting; regularization",
        "nn.MLP": "multilayer perceptron; neural network; feedforward network",
        "nn.INITIALIZERS": "weight initialization; xavier; glorot; kaiming",
        "nn.SelfAttention": "attention; transformer",
    },
    "docs/reference/checking": {"autograd.gradcheck": "gradient check; numerical gradient; finite differences"},
    "docs/reference/derivatives": {
        "autograd.hessian": "second derivative; higher-order derivative",
        "autograd.directional_derivative": "forward mode; dual numbers",
    },
    "docs/reference/values": {
        "autograd.Value.backward": "backward pass; reverse mode",
        "autograd.no_grad": "detach; stop gradient",
        "autograd.topological_order": "topological sort",
    },
    "docs/reference/graphs": {
        "viz.draw": "draw graph; computation graph; computational graph; plot graph; visualize graph",
        "viz.GraphvizNotFoundError": "graphviz not found; executable dot not found",
    },
    "docs/reference/plots": {
        "viz.loss_curve": "learning curve; plot loss; training curve; loss plot",
        "viz.network": "network diagram; draw network; plot network",
        "viz.animate": "animation; gif; film; video",
    },
    "docs/reference/data": {"nn.datasets.idx": "mnist", "nn.standardizer": "normalize data; feature scaling"},
    "docs/reference/formulas": {"viz.derivation": "chain rule; step by step derivation; symbolic derivative"},
}
SOUGHT = {page: {"": words} for page, words in _BY_PAGE.items()} | _BY_ENTRY
"""By page, and by the entry on it, as in the index of a book."""


def setup(app: Sphinx) -> None:
    app.add_domain(Topics)


class Topics(Domain):
    """To Sphinx's search each phrase is a name, as a function's is, with its place: it finds parts of it, too."""

    name = "topic"
    label = "What readers look for"
    object_types = {"topic": ObjType("topic")}  # noqa: RUF012 - as Sphinx declares it

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: A002 - the name it overrides
        return type.lname

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        for page, entries in SOUGHT.items():
            for entry, phrases in entries.items():
                place = entry or make_id(self.env.titles[page].astext())
                for phrase in phrases.split("; "):
                    yield phrase, phrase, "topic", page, place, _IMPORTANT


_IMPORTANT = 0
"""As Sphinx counts it."""
