"""Whether an entry is right, whether it follows from the entries before it, and what it betrays if neither.

| symbol | meaning                                                                                       |
| ------ | --------------------------------------------------------------------------------------------- |
| own    | the student's entries before the blank; where there is none, what follows from those before it |
| right  | the right answers                                                                              |
| slack  | for each of the student's entries, how far from it the number may be that was rounded to it    |

Who works with three digits writes what follows from rounded entries, and who keeps all digits in a calculator writes
what follows from others than the written ones. Neither is an error, however much a difference of nearly equal numbers
makes of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from viz.classroom.exercises.blank import Blank, Entries, Mistake, Number, Rule
from viz.classroom.exercises.exercise import Exercise
from viz.classroom.exercises.graph_mistakes import gradient_mistakes, local_mistakes, value_mistakes
from viz.classroom.exercises.graph_rules import GraphRules, Use
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.classroom.exercises.spelling import DIGITS, spelled
from viz.classroom.judging.broken_passes import held_all_the_way
from viz.classroom.judging.mark import Mark, Verdict
from viz.classroom.judging.numbers import is_near

__all__ = ["judged"]


def judged(
    exercise: Exercise,
    blanks: Mapping[str, Blank],
    entries: Mapping[str, Number | None],
    unreadable: Mapping[str, str],
) -> Iterator[Mark]:
    """The marks of an exercise, a mark a blank.

    Args:
        exercise: it.
        blanks: its blanks, by the names that they have on the sheet.
        entries: the numbers that were written, by the names of the blanks; None, or no name, for no answer.
        unreadable: what was written that is no number.
    """
    right = exercise.answers()
    own: dict[str, Number] = {}
    slack: dict[str, float] = {}
    for name, blank in blanks.items():
        follows = _applied(blank.rule, own)
        answer, entry = right[blank.name], entries.get(name)
        verdict: Verdict
        held: tuple[str, ...] = ()
        if entry is None:
            verdict = "unreadable" if name in unreadable else "empty"
            own[blank.name] = answer if math.isnan(follows) else follows
        else:
            if is_near(entry, answer):
                verdict = "right"
            elif _counts(blank, entry, follows, own, slack) and (follows or not answer):
                # a 0 that follows from a 0 above has taken no work: it would give a sheet of zeros nearly all points
                verdict = "right" if _is_close(own, right) else "follows"
            else:
                # where a 0 above makes everything 0, only from the right numbers can it be told what was thought
                numbers = (right,) if is_near(entry, follows) else (own, right)
                verdict, held = "wrong", _held(exercise, blank, entry, numbers)
            own[blank.name] = entry
            if not _is_short(follows):
                slack[blank.name] = _half_unit(entry)
        says = _feedback(blank, verdict, entry, answer, held, unreadable.get(name, ""))
        points = blank.points if verdict in ("right", "follows") else 0
        yield Mark(name, blank.asks, entry, answer, points, blank.points, verdict, held, says)


def _applied(rule: Rule, entries: Entries) -> Number:
    """What a rule makes of entries; NaN where they leave its domain."""
    try:
        number = rule(entries)
        return number if math.isfinite(float(number)) else math.nan
    except (ArithmeticError, ValueError):
        return math.nan


def _counts(blank: Blank, entry: Number, follows: Number, own: Entries, slack: Mapping[str, float]) -> bool:
    """Whether an entry is what follows from the student's own, give or take what rounding them does to it."""
    if math.isnan(follows):
        return False
    if is_near(entry, follows):
        return True
    spread = sum(_moved(blank.rule, own, name, float(follows), by) for name, by in slack.items())
    return spread > 0.0 and abs(float(entry) - float(follows)) <= spread + _half_unit(entry)


def _moved(rule: Rule, own: Entries, name: str, follows: float, by: float) -> float:
    """How far an answer moves if one of the entries before it moves by so much."""
    moved = (float(_applied(rule, {**own, name: float(own[name]) + step})) for step in (by, -by))
    return max((abs(number - follows) for number in moved if not math.isnan(number)), default=0.0)


def _is_close(own: Entries, right: Entries) -> bool:
    """Whether all entries so far are right, so that there is no earlier slip to follow from."""
    return all(is_near(number, right[name]) for name, number in own.items())


def _is_short(number: Number) -> bool:
    """Whether rounding to three digits changes nothing: of a fraction, in a whole number not at all."""
    if not isinstance(number, Fraction):
        return False
    return number.denominator == 1 or Fraction(f"{float(number):.{DIGITS}g}") == number


def _half_unit(number: Number) -> float:
    """Half a unit in the third significant digit."""
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(float(number)))) + 1 - DIGITS) if float(number) else 0.0


def _held(exercise: Exercise, blank: Blank, entry: Number, numbers: Sequence[Entries]) -> tuple[str, ...]:
    """The misconceptions that give this entry, from the student's numbers or from the right ones.

    An exercise leaves out what most graphs of its kind do not tell from something else. Where nothing that it has
    gives the entry, one of those may.
    """
    for mistakes in (blank.mistakes, _of_the_graph(exercise, blank)):
        held = [m.misconception for m in mistakes for each in numbers if is_near(entry, _applied(m.rule, each))]
        if held:
            return tuple(dict.fromkeys(held))
    return held_all_the_way(exercise, blank, entry)


def _of_the_graph(exercise: Exercise, blank: Blank) -> Iterator[Mistake]:
    """All that the graph invites at the place of a blank."""
    if exercise.graph is None or blank.place is None:
        return
    rules = GraphRules(exercise.graph, frozenset(each.place for each in exercise.blanks if each.place))
    node = rules.nodes[blank.place.node]
    if blank.place.kind == "value":
        yield from value_mistakes(rules, node)
    elif blank.place.kind == "gradient":
        yield from gradient_mistakes(rules, node)
    else:
        yield from local_mistakes(rules, Use(node, blank.place.operand))


def _feedback(
    blank: Blank, verdict: Verdict, entry: Number | None, answer: Number, held: tuple[str, ...], unreadable: str
) -> str:
    if verdict == "unreadable":
        return f"{blank.asks}: {unreadable}."
    if entry is None:
        return f"{blank.asks}: not answered."
    if verdict == "right":
        return f"{blank.asks} = {spelled(answer)}."
    if verdict == "follows":
        return f"{blank.asks} = {spelled(entry)} follows rightly from your earlier numbers, and counts."
    says = [MISCONCEPTIONS[name].says for name in held]
    if not says:
        what = "Go back a step, and compute it again."
    elif len(says) == 1:
        what = says[0]
    else:
        what = f"More than one slip gives this number. {' Or: '.join(says)}"
    return f"{blank.asks}: {spelled(entry)} is not right. {what}"
