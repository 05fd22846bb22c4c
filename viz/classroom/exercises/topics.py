"""The topics there are, and `exercise`, which draws one."""

from __future__ import annotations

import copyreg
import random
from functools import partial
from typing import Any

from autograd.arguments import check_flag, check_whole
from autograd.shared.near_names import check_name
from viz.classroom.exercises import bugs, calculus, classes, descents, networks, paths, perceptrons, units
from viz.classroom.exercises.exercise import Exercise
from viz.classroom.exercises.fairness import difficulty, is_fair
from viz.classroom.exercises.topic import Draws, Topic

__all__ = ["TOPICS", "exercise", "is_alike"]

_topics = (
    Topic("perceptron updates", "The perceptron learns", "L1.2", perceptrons.updates, (15, 21, 42), 0),
    Topic("what a unit computes", "What a unit computes", "L3.1", units.output_of_unit, (13, 18, 23), 1),
    Topic("forward pass", "The forward pass of a net", "L3.1", networks.forward_pass, (23, 24, 28), 2),
    Topic("parameter count", "How many parameters?", "L3.5", networks.parameter_count, (10, 16, 26), 3),
    Topic("softmax and cross-entropy", "Softmax and cross-entropy", "L4.3", classes.cross_entropy, (25, 29, 64), 4),
    Topic("derivative by the limit", "The derivative by the limit", "L5.1", calculus.limit, (10, 11, 13), 5),
    Topic("product and chain rule", "The product and the chain rule", "L5.3", calculus.two_rules, (21, 24, 30), 6),
    Topic("partial derivative", "Partial derivatives", "L5.4", calculus.partial_derivative, (15, 20, 23), 7),
    Topic("a step of descent", "A step of descent", "L6.1", descents.descent_step, (17, 27, 56), 8),
    Topic("local derivatives", "Local derivatives", "L7.2", units.local_derivatives, (13, 21, 26), 9),
    Topic("backward pass of one unit", "The backward pass of one unit", "L7.3", units.backward_pass, (16, 32, 61), 10),
    Topic(
        "backward pass of two layers", "The gradient of two layers", "L8.2", networks.backward_pass, (17, 34, 50), 11
    ),
    Topic("sum over paths", "The sum over paths", "L8.3", paths.sum_over_paths, (11, 21, 38), 12),
    Topic("find the bug", "Which gradient is wrong?", "L8.3", bugs.find_the_bug, (9, 13, 17), 13),
)

TOPICS: dict[str, Topic] = {topic.name: topic for topic in _topics}
"""Every topic, by name, in the order of the lecture."""

_MOST_DRAWS = 1000


def exercise(topic: str, *, level: int = 1, seed: int = 0, degenerate: bool = False) -> Exercise:
    """An exercise of the lecture, drawn from a seed: the same three arguments give the same exercise.

    Args:
        topic: one of `TOPICS`, such as "backward pass of one unit".
        level: how hard it is, from 1 to 3.
        seed: any whole number from 0 on: each gives other numbers, and the same difficulty.
        degenerate: whether zeros, ones, and numbers at which a mistake gives the right answer are let in.

    Returns:
        The exercise: what is given and asked, its blanks, their answers and what wrong ones betray, the solution.

    Raises:
        TypeError: if `topic` is not a text, or `degenerate` neither True nor False.
        ValueError: for a topic that there is not, or a level or a seed out of range.

    >>> drawn = exercise("parameter count", level=2, seed=7)
    >>> [f"{name}: {number}" for name, number in drawn.answers().items()]
    ['layer_1: 21', 'layer_2: 20', 'layer_3: 24', 'total: 65']
    """
    chosen = TOPICS[check_name(topic, "topic", TOPICS)]
    level = check_whole(level, "level", 1, 3)
    seed = check_whole(seed, "seed", 0)
    draws = Draws(random.Random(f"{chosen.name}, level {level}, seed {seed}"), check_flag(degenerate, "degenerate"))
    for _ in range(_MOST_DRAWS):
        draft = chosen.draw(draws, level)
        if degenerate or (draft.is_plain and is_fair(draft.blanks, draft.graph)):
            work = difficulty(draft.blanks, draft.graph)
            if degenerate or is_alike(work, chosen.difficulty[level - 1]):
                parts = (chosen.title, draft.text, draft.blanks, draft.graph, tuple(draft.solution()), work, degenerate)
                return Exercise(chosen.name, level, seed, *parts)
    raise RuntimeError(f"no exercise on {topic!r} has come in {_MOST_DRAWS} draws")


def is_alike(work: int, usual: int) -> bool:
    """Whether an exercise is as much work as those of its level are."""
    return abs(work - usual) <= max(1, usual // 10)


def _recipe(drawn: Exercise) -> tuple[Any, ...]:
    """How an exercise is drawn again: its rules are no data."""
    return partial(exercise, level=drawn.level, seed=drawn.seed, degenerate=drawn.degenerate), (drawn.topic,)


copyreg.pickle(Exercise, _recipe)
