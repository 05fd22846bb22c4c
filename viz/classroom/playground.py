"""`playground`: a net that is trained in a page, and shows its numbers."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from autograd import PRIMITIVES
from autograd.shared.files import FilePath
from viz.classroom.playground_parts import playground_parts
from viz.live.document import document
from viz.live.embedding import source
from viz.live.facts import any_shapes, facts
from viz.live.texts import texts_in
from viz.live.themes import theme_style
from viz.palette import PLOT_COLORS, PlotColors
from viz.rendering.files import save_as

__all__ = ["Playground"]

_AFTER_ROWS: Final = (
    "engine.js",
    "texts.js",
    "elements.js",
    "numbers.js",
    "theme.js",
    "trees.js",
    "formulas.js",
    "paths.js",
    "ask.js",
    "steps.js",
    "stepping.js",
    "random.js",
    "shapes.js",
    "tape.js",
    "net.js",
    "training.js",
    "pasted.js",
    "perceptron.js",
    "separability.js",
    "address.js",
    "controls.js",
    "heatmap.js",
    "plane.js",
    "losschart.js",
    "netdrawing.js",
    "samplegraph.js",
    "playground_names.js",
    "playground_settings.js",
    "playground_bar.js",
    "playground_data.js",
    "playground_net.js",
    "playground_output.js",
    "data_sheet.js",
    "learning_sheet.js",
    "numbers_sheet.js",
    "perceptron_sheet.js",
    "sample_sheet.js",
    "playground_sheets.js",
    "playground.js",
)

@dataclass(frozen=True, repr=False)
class Playground:
    data: dict[str, Any]
    language: str = "en"

    @property
    def title(self) -> str:
        """What the page is called."""
        return texts_in(self.language).get("playground", "playground")

    @cached_property
    def modules(self) -> tuple[str, ...]:
        return (source("special.js"), playground_parts().script, *map(source, _AFTER_ROWS))

    @property
    def style(self) -> str:
        return theme_style() + _plot_style() + source("ask.css") + source("playground.css")

    @property
    def html(self) -> str:
        return document(self.title, _WINDOW + self.style, self.modules, self.data, language=self.language)

    def save(self, path: FilePath, *, overwrite: bool = False) -> Path:
        return save_as(path, {".html": lambda: self.html.encode()}, overwrite=overwrite)

    def _repr_html_(self) -> str:
        page = html.escape(self.html, quote=True)
        frame = "width: 100%; height: 46rem; border: 0"
        return f'<iframe title="{self.title}" sandbox="allow-scripts" style="{frame}" srcdoc="{page}"></iframe>'


@cache
def _facts() -> dict[str, Any]:
    """What the page can say of the operations in the graph of a sample."""
    graphs = [graph for name in ("features", "units", "losses") for graph in playground_parts().data[name].values()]
    rows = sorted({node["row"] for graph in graphs for node in graph["nodes"] if "row" in node})
    known = {PRIMITIVES[row]: row for row in rows}
    squared = (PRIMITIVES["pow"], (None, 2.0))
    shapes = (shape for row in known for shape in any_shapes(row, _LENGTHS if row.name == "dot" else _CLASSES))
    return facts(known, [*shapes, squared])


def _plot_style() -> str:
    rules = (f".chalk[data-theme={name}] {{ {_variables(colors)} }}" for name, colors in PLOT_COLORS.items())
    return "\n".join(rules) + "\n"


def _variables(colors: PlotColors) -> str:
    classes = (colors.negative, colors.positive, colors.classes[2])
    # Borders of what can be touched have a contrast of 3 to the ground; lines that only divide are fainter.
    named = {"border": f"color-mix(in srgb, {colors.guide} 72%, {colors.ground})", "line": colors.faint,
        "raised": colors.areas[4], "accent": colors.positive, "on-accent": colors.ground, "focus": colors.positive,
        "warning": colors.negative, "ink": colors.ink, "guide": colors.guide, "faint": colors.faint, "positive": colors.positive, "negative": colors.negative,
        **{f"class-{k}": color for k, color in enumerate(classes)}}
    return " ".join(f"--{name}: {color};" for name, color in named.items())

_WINDOW: Final = "html, body { margin: 0; height: 100%; }\nmain { min-height: 100%; }\n"
_LENGTHS, _CLASSES = range(1, 9), (3,)

DEFAULTS = {
    "problem": "two classes", "shape": "circles", "noise": 0.1, "testShare": 0.5, "batchSize": 10, "seed": 0,
    "features": ["x1", "x2"], "layers": [4, 2], "activations": ["tanh", "tanh"],
    "loss": "binary_cross_entropy_with_logits", "initializer": "lecun", "optimizer": "SGD", "rate": 0.1, "momentum": 0.0,
    "penalty": "none", "strength": 0.0, "showTest": False, "discretize": False,
}
