"""Sheets as a broken backward pass of the zoo fills them in."""

from __future__ import annotations

import copy

from autograd import topological_order
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS


def filled_by(bug, sheet):
    """The right values, and the gradients of a broken pass."""
    graph = copy.deepcopy(sheet.graph)
    for node in topological_order(graph):
        node.grad = None
    bug.backward(graph)
    gradients = {node.label: node.grad or 0.0 for node in topological_order(graph)}
    answers = sheet.answers()
    for blank in sheet.blanks:
        if blank.place and blank.place.kind == "gradient":
            answers[blank.name] = gradients[blank.place.node]
    return answers


def names_of(bug):
    return {each.name for each in MISCONCEPTIONS.values() if bug.name in each.bugs}
