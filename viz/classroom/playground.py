"""`playground`: a net that is trained in a page, and shows its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import nn
from autograd import PRIMITIVES
from autograd.samples import samples_and_labels
from autograd.shared.files import FilePath
from autograd.shared.options import unknown_argument
from autograd.shared.showing import counted
from viz.classroom.playground_options import (
    DATASETS,
    MOST_LAYERS,
    MOST_SAMPLES,
    MOST_UNITS,
    PlaygroundOptions,
)
from viz.classroom.playground_parts import ACTIVATIONS, PROBLEMS, playground_parts
from viz.live.document import document
from viz.live.embedding import as_json, source
from viz.live.facts import ASKING, any_shapes, facts
from viz.live.still import Bundle, behind, framed, key_of
from viz.live.texts import texts_in
from viz.live.themes import plot_style, theme_style
from viz.names import abbreviated, legible
from viz.plots import network
from viz.rendering.files import save_as

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from viz.classroom.playground_options import PlaygroundChoices
    from viz.classroom.playground_widget import PlaygroundWidget  # it needs anywidget

__all__ = ["Playground", "playground"]

Data = dict[str, Any]
"""What JSON can hold."""

_MODULES: Final = (
    *("engine.js", "texts.js", "elements.js", "numbers.js", "theme.js", "steps.js", "stepping.js"),
    *ASKING,
    *("random.js", "shapes.js", "pasted.js", "tape.js", "net.js", "running.js", "trail.js", "training.js"),
    *("perceptron.js", "separability.js", "findings.js", "surface.js", "export.js"),
    *("address.js", "controls.js", "heatmap.js", "plane.js", "losschart.js", "netdrawing.js", "samplegraph.js"),
    *("contours.js", "saved_model.js"),
    *("playground_names.js", "playground_settings.js", "playground_bar.js", "playground_data.js"),
    *("playground_net.js", "playground_output.js"),
    *("data_sheet.js", "learning_sheet.js", "numbers_sheet.js", "perceptron_sheet.js", "python_sheet.js"),
    *("sample_sheet.js", "surface_sheet.js"),
    *("playground_sheets.js", "playground.js"),
)
_WINDOW: Final = "html, body { margin: 0; height: 100%; }\nmain { min-height: 100%; }\n"
_LENGTHS, _CLASSES = range(1, MOST_UNITS + 1), 3
_OF_THE_MODEL: Final = ("layers", "activation", "init")


@dataclass(frozen=True, repr=False)
class Playground:
    """A net to train in a page. Jupyter shows it.

    Attributes:
        data: what the page is made of, as JSON can hold it.
        model: the net that the page begins with.
        language: what language the page speaks.

    >>> import viz
    >>> playground = viz.playground(layers=[3], activation="relu", seed=0)
    >>> playground
    <Playground: two classes, circles, hidden layers [3]>
    """

    data: Data
    model: nn.MLP = field(compare=False)
    language: str = "en"

    @property
    def title(self) -> str:
        """What the page is called."""
        return texts_in(self.language)["playground"]

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """The modules of the page, each after those it imports from; the last exports `mount(root, data, channel)`."""
        return (source("special.js"), playground_parts().script, *map(source, _MODULES))

    @property
    def style(self) -> str:
        """The style sheet of the page; all of it is for what is within an element of the class `chalk`."""
        return theme_style() + plot_style() + source("ask.css") + source("playground.css")

    @property
    def html(self) -> str:
        """The page: one HTML file that asks no other machine for anything."""
        return document(self.title, _WINDOW + self.style, self.modules, self.data, language=self.language)

    def save(self, path: FilePath, *, overwrite: bool = False) -> Path:
        """Writes the page as a file, which a browser opens from the disk.

        Args:
            path: the file, ending in .html; its folder must exist.
            overwrite: whether a file that is there already is replaced.

        Returns:
            The path.

        Raises:
            ValueError: for another suffix.
            FileNotFoundError: if there is no such folder.
            FileExistsError: if the file exists and is not to be overwritten.
            OSError: if the file cannot be written, or if the path names a folder, a device or a pipe.
        """

        def page() -> bytes:
            return self.html.encode()

        return save_as(path, {".html": page}, overwrite=overwrite)

    @cached_property
    def widget(self) -> PlaygroundWidget:
        """The page as a widget, whose `losses`, `net` and `playing` Python hears, and whose `model` is the net.

        Raises:
            ImportError: if anywidget is not installed.
        """
        if find_spec("anywidget") is None:
            raise ImportError("a widget needs anywidget: pip install anywidget")
        from viz.classroom.playground_widget import PlaygroundWidget

        return PlaygroundWidget(self)

    def picture(self) -> Bundle:
        """The net as a picture, where no page runs, as a notebook shows it."""
        shown: Bundle = network(self.model)._repr_mimebundle_()
        return shown

    @property
    def still_key(self) -> str:
        """What tells the picture from those of other pages."""
        return key_of(as_json(self.data))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        frame = framed(self.title, self.html, "46rem")
        return {**behind(self.picture(), self.still_key, frame), "text/plain": repr(self)}

    @property
    def _ipython_display_(self) -> Callable[[], None]:
        """The widget, where there can be one."""
        if find_spec("anywidget") is None:
            raise AttributeError("_ipython_display_")  # the frame is shown
        return self.widget._ipython_display_

    def __getstate__(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}  # a widget stays where it is

    def __repr__(self) -> str:
        settings = self.data["settings"]
        return f"<Playground: {settings['problem']}, {settings['shape']}, hidden layers {settings['layers']}>"


def playground(*given: Any, **options: Unpack[PlaygroundChoices]) -> Playground:
    """A page in which a net learns: its maps, its numbers, one sample's graph, and why it does not learn.

    `playground()` begins with a data set of circles; `playground(X, y)` learns from samples of two inputs; and
    `playground(model)` and `playground(model, X, y)` begin with a trained `nn.MLP`. In the page, everything can be
    changed. The page's losses are those of `nn.fit` with the same seed, data and settings.

    Args:
        given: nothing; or the samples `X`, two numbers each, and their targets `y`; or a model; or all three. Two or
            three different whole numbers, or names, as targets are classes; other numbers are to be predicted.
        options: by name, those of `PlaygroundOptions`: `dataset`, `noise`, `layers`, `activation`, `learning_rate`, ….

    Returns:
        The page; `.html` is its text, `.save(path)` writes it.

    Raises:
        TypeError: for what is neither samples nor a model, for an unknown option, and for options that a model answers.
        ValueError: for data that do not fit, a model that has no place in the page, or an option out of range.

    >>> playground(dataset="moons", layers=[3])
    <Playground: two classes, moons, hidden layers [3]>
    >>> playground([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], batch_size=None)
    <Playground: two classes, own, hidden layers [4, 2]>
    >>> playground(nn.MLP(2, [5, 1], output="sigmoid", seed=0))
    <Playground: two classes, circles, hidden layers [5]>
    """
    known = [each.name for each in fields(PlaygroundOptions)]
    for name in options:
        if name not in known:
            raise unknown_argument(playground, name, known)
    model, samples = _told_apart(given)
    chosen = PlaygroundOptions(**options)
    own = None if samples is None else _own_data(*samples, chosen.problem)
    if model is not None:
        chosen = _with_model(model, chosen, own)
    problem = own["problem"] if own else chosen.problem or _problem_of(chosen.dataset)
    chosen = replace(chosen, problem=problem)  # checked anew, now that all is known
    data = {
        "parts": playground_parts().data,
        "facts": _facts(),
        "settings": chosen.settings(problem, is_own=own is not None),
        "own": own,
        "model": None if model is None else {"numbers": model.state_dict()},
        "limits": {"layers": MOST_LAYERS, "units": MOST_UNITS, "samples": MOST_SAMPLES},
    }
    return Playground(data, model or _first_net(chosen, problem), chosen.language)


def _first_net(options: PlaygroundOptions, problem: str) -> nn.MLP:
    """The net that the page draws from the seed."""
    settings = options.settings(problem, is_own=False)
    return nn.MLP(
        len(settings["features"]),
        [*settings["layers"], _CLASSES if problem == "three classes" else 1],
        activation=settings["activations"],
        output=PROBLEMS[problem][settings["loss"]],
        init=settings["initializer"],
        seed=settings["seed"],
    )


def _told_apart(given: Sequence[Any]) -> tuple[nn.MLP | None, tuple[Any, Any] | None]:
    """The model and the samples, as far as there are any."""
    *models, rest = (list(given[: len(given) % 2]), given[len(given) % 2 :])
    model = models[0][0] if models[0] else None
    if len(given) > 3 or (model is not None and not isinstance(model, nn.MLP)):
        shown = ", ".join(type(each).__name__ for each in given)
        raise TypeError(f"expected X and y, an nn.MLP, or an nn.MLP and X and y, got {shown}")
    if rest and isinstance(rest[0], nn.Module):
        raise TypeError("expected y too, got X alone: playground(model, X, y)")
    return model, (rest[0], rest[1]) if rest else None


# Samples.


def _own_data(X: Any, y: Any, problem: str | None) -> Data:
    """Samples as the page has them: classes as whole numbers from 0 up."""
    names: list[Any] | None = _class_names(y)
    if names is not None:
        y = [names.index(label) for label in y]
    X, y = samples_and_labels(X, y, width=2, owner="the playground")
    if len(y) > MOST_SAMPLES:
        raise ValueError(f"expected at most {MOST_SAMPLES} samples in X, got {len(y)}")
    targets = sorted(set(map(float, y)))
    are_classes = len(targets) in (2, 3) and all(target.is_integer() for target in targets)
    found = problem or (("two classes" if len(targets) == 2 else "three classes") if are_classes else "regression")
    samples = {"X": [[float(x1), float(x2)] for x1, x2 in X], "y": [float(target) for target in y]}
    if found == "regression":
        return {"samples": samples, "problem": found, "classes": None}
    if len(targets) != (2 if found == "two classes" else 3):
        raise ValueError(f"expected {found} in y, got {len(targets)} different targets")
    labels = names or [int(target) if target.is_integer() else target for target in targets]
    samples["y"] = [targets.index(float(target)) for target in y]
    return {"samples": samples, "problem": found, "classes": [legible(abbreviated(str(label))) for label in labels]}


def _class_names(y: Any) -> list[Any] | None:
    """The classes, if the targets are names."""
    try:
        labels = list(y)
    except TypeError:
        return None  # told by `samples_and_labels`
    if not labels or not all(isinstance(label, str) for label in labels):
        return None
    return sorted(set(labels))


def _problem_of(dataset: str | None) -> str:
    return next(problem for problem, names in DATASETS.items() if dataset is None or dataset in names)


# A model.


def _with_model(model: nn.MLP, options: PlaygroundOptions, own: Data | None) -> PlaygroundOptions:
    """The options, with what the model says of itself."""
    for option in fields(PlaygroundOptions):
        if option.name in _OF_THE_MODEL and getattr(options, option.name) != option.default:
            raise TypeError(f"playground takes no {option.name} beside a model, which has its own")
    if model.nin != len(options.features):
        raise ValueError(
            f"expected a model with {counted(len(options.features), 'input')}, one a feature, got {model!r}"
        )
    for layer in model.layers[:-1]:
        if layer.activation not in ACTIVATIONS:
            raise ValueError(f"expected activations that the page has, {', '.join(ACTIVATIONS)}, got {model!r}")
    problem, loss = _problem_and_loss(model, own["problem"] if own else None)
    if options.problem not in (None, problem):
        raise ValueError(f"expected a model for {options.problem}, got {model!r}, which is one for {problem}")
    return replace(
        options,
        problem=problem,
        loss=options.loss or loss,
        layers=tuple(model.nouts[:-1]),
        activation=tuple(layer.activation for layer in model.layers[:-1]),
    )


def _problem_and_loss(model: nn.MLP, wanted: str | None) -> tuple[str, str]:
    """What a model is for, by its outputs; a linear one may tell two classes apart by its sign."""
    fitting = {
        problem: loss
        for problem, losses in PROBLEMS.items()
        for loss, output in reversed(losses.items())
        if model.output == output and model.nouts[-1] == (_CLASSES if problem == "three classes" else 1)
    }
    if model.nouts[-1] == 1 and model.output == "linear" and wanted is None:
        return "regression", fitting["regression"]
    problem = wanted or next(iter(fitting), None)
    if problem not in fitting:
        wanted_by = f" for {wanted}" if wanted else ""
        raise ValueError(
            f"expected a model{wanted_by} with one output, sigmoid or linear, or three, softmax, got {model!r}"
        )
    return problem, fitting[problem]


# What the page can say.


@cache
def _facts() -> Data:
    """What there is to say of the operations in the graph of a sample."""
    graphs = [graph for name in ("features", "units", "losses") for graph in playground_parts().data[name].values()]
    rows = sorted({node["row"] for graph in graphs for node in graph["nodes"] if "row" in node})
    known = {PRIMITIVES[row]: row for row in rows}
    shapes = [shape for row in known for shape in any_shapes(row, _LENGTHS if row.name == "dot" else (_CLASSES,))]
    squared = (PRIMITIVES["pow"], (None, 2.0))
    return facts(known, [*shapes, squared])
