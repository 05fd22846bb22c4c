"""Pictures of graphs.

>>> import viz
>>> from autograd import Value
>>> x = Value(3.0, label="x")
>>> y = x * x
>>> y.backward()
>>> picture = viz.draw(y)
>>> picture
<Picture: computation graph of 9: 2 nodes, 2 edges>
>>> ">grad 6</text>" in picture.svg()
True
"""

from __future__ import annotations

from viz.drawing import draw
from viz.formula import Formula, formula, partial_formulas, row_formula
from viz.graph_view import GraphTooLargeError
from viz.picture import Picture
from viz.plots import decision_boundary, loss_curve, style
from viz.render import GraphvizNotFoundError

__all__ = [
    "Formula",
    "GraphTooLargeError",
    "GraphvizNotFoundError",
    "Picture",
    "decision_boundary",
    "draw",
    "formula",
    "loss_curve",
    "partial_formulas",
    "row_formula",
    "style",
]
