"""Plots of nets and of learning, as Matplotlib figures. Each takes `ax`, and makes a figure of its own without."""

from __future__ import annotations

from viz.plots.animation import Animation, animate
from viz.plots.attention import attention
from viz.plots.bars import bars
from viz.plots.boundary import decision_boundary
from viz.plots.confusion import confusion_matrix
from viz.plots.curves import curves
from viz.plots.hidden_space import hidden_space
from viz.plots.loss import loss_curve
from viz.plots.network import network
from viz.plots.perceptron import perceptron_line
from viz.plots.secant import secant
from viz.plots.styling import PlotLook, style
from viz.plots.surface import loss_surface
from viz.plots.sweeps import sweep
from viz.plots.trajectory import Trajectory

__all__ = [
    "Animation",
    "PlotLook",
    "Trajectory",
    "animate",
    "attention",
    "bars",
    "confusion_matrix",
    "curves",
    "decision_boundary",
    "hidden_space",
    "loss_curve",
    "loss_surface",
    "network",
    "perceptron_line",
    "secant",
    "style",
    "sweep",
]
