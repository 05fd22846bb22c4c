"""The topics there are, and `exercise`, which draws one."""

from __future__ import annotations

import random

from autograd.arguments import check_flag, check_whole
from autograd.shared.near_names import check_name
from viz.classroom.exercises import networks, units
from viz.classroom.exercises.exercise import Exercise
from viz.classroom.exercises.fairness import difficulty, is_fair
from viz.classroom.exercises.topic import Draws, Topic

__all__ = ["TOPICS", "exercise", "is_alike"]

_topics = (
    Topic("parameter count", "How many parameters?", "L3.5", networks.parameter_count, (10, 18, 30)),
    Topic("backward pass of one unit", "The backward pass of one unit", "L7.3", units.backward_pass, (16, 32, 61)),
)

TOPICS: dict[str, Topic] = {topic.name: topic for topic in _topics}
"""Every topic, by name, in the order of the lecture."""

_MOST_DRAWS = 500


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
    ['layer_1: 54', 'layer_2: 35', 'layer_3: 18', 'total: 107']
    """
    chosen = TOPICS[check_name(topic, "topic", TOPICS)]
    level = check_whole(level, "level", 1, 3)
    seed = check_whole(seed, "seed", 0)
    check_flag(degenerate, "degenerate")
    draws = Draws(random.Random(f"{topic}, level {level}, seed {seed}"), degenerate)
    for _ in range(_MOST_DRAWS):
        draft = chosen.draw(draws, level)
        work = difficulty(draft.blanks, draft.graph)
        if degenerate or (is_fair(draft.blanks, draft.graph) and is_alike(work, chosen.difficulty[level - 1])):
            parts = (chosen.title, draft.text, draft.blanks, draft.graph, draft.solution)
            return Exercise(chosen.name, level, seed, *parts, work)
    raise RuntimeError(f"no exercise on {topic!r} has come in {_MOST_DRAWS} draws")


def is_alike(work: int, usual: int) -> bool:
    """Whether an exercise is as much work as those of its level are."""
    return abs(work - usual) <= max(1, usual // 10)
