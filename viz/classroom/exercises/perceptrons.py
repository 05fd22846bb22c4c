"""Exercises on the perceptron's learning rule (L1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from autograd import PRIMITIVES
from nn.datasets import AND, NOT, OR
from viz.classroom.exercises.blank import Blank, Entries, Mistake, Number, answers_of
from viz.classroom.exercises.exact import value_at
from viz.classroom.exercises.spelling import in_product, typeset
from viz.classroom.exercises.topic import Draft, Draws

__all__ = ["updates"]

_GATES = {"AND": AND, "OR": OR, "NOT": NOT}
_SAMPLES = (2, 2, 4)


@dataclass(frozen=True)
class _Step:
    """One sample, shown to the perceptron.

    Attributes:
        number: which one it is, from 1.
        x: its inputs, and 1 for the bias.
        y: its label.
        rate: the learning rate.
        start: the weights and the bias that the first step begins with.
    """

    number: int
    x: tuple[Fraction, ...]
    y: Fraction
    rate: Fraction
    start: tuple[Fraction, ...]

    def weight_name(self, k: int, number: int) -> str:
        """What the k-th weight is called after some step, the bias being the last."""
        return f"b_{number}" if k == len(self.x) - 1 else f"w_{k + 1}_{number}"

    def weight(self, k: int, entries: Entries) -> Number:
        """The k-th weight before the step."""
        name = self.weight_name(k, self.number - 1)
        return entries[name] if name in entries else self.start[k]

    def pre_activation(self, entries: Entries) -> Number:
        weights = [self.weight(k, entries) for k in range(len(self.x))]
        return value_at(PRIMITIVES["dot"], [weights, self.x, Fraction(0)])

    def output(self, entries: Entries) -> Number:
        return value_at(PRIMITIVES["step"], [self.pre_activation(entries)])

    def error(self, entries: Entries) -> Number:
        return self.y - entries.get(f"o_{self.number}", self.output(entries))

    def blanks(self) -> list[Blank]:
        o = f"o_{self.number}"
        mistakes = (
            Mistake("function_forgotten", self.pre_activation),
            Mistake("step_reversed", lambda entries: 1 - self.output(entries)),
        )
        shown = Blank(o, f"output {self.number}", f"o_{{{self.number}}}", self.output, mistakes, points=len(self.x))
        return [shown, *(self._weight_blank(k) for k in range(len(self.x)))]

    def _weight_blank(self, k: int) -> Blank:
        x, rate = self.x[k], self.rate

        def moved(entries: Entries, change: Number) -> Number:
            return self.weight(k, entries) + change

        mistakes = (
            Mistake("not_updated", lambda entries: self.weight(k, entries)),
            Mistake("wrong_direction", lambda entries: moved(entries, -rate * self.error(entries) * x)),
            Mistake("rate_forgotten", lambda entries: moved(entries, self.error(entries) * x)),
            Mistake("input_forgotten", lambda entries: moved(entries, rate * self.error(entries))),
            Mistake("updated_though_right", lambda entries: moved(entries, rate * x) if not self.error(entries) else 0),
        )
        name, letter = self.weight_name(k, self.number), "b" if k == len(self.x) - 1 else "w"
        index = "" if letter == "b" or len(self.x) == 2 else str(k + 1)
        latex = f"{letter}_{{{index}}}" if index else letter
        asks = f"{letter}{index.translate(_SUBSCRIPTS)} after sample {self.number}"
        after = rf"{latex} \text{{ after sample {self.number}}}"
        return Blank(name, asks, after, lambda e: moved(e, rate * self.error(e) * x), mistakes)

    def line(self, answers: Entries) -> str:
        """The step, worked out."""
        weights = [self.weight(k, answers) for k in range(len(self.x))]
        products = [
            rf"{in_product(w, first=k == 0)} \cdot {typeset(x)}" for k, (w, x) in enumerate(zip(weights, self.x))
        ]
        total = " + ".join([*products[:-1], in_product(weights[-1])])
        outcome = rf"$\operatorname{{step}}({total}) = \operatorname{{step}}({typeset(self.pre_activation(answers))})"
        error = self.error(answers)
        line = f"Sample {self.number}: {outcome} = {typeset(self.output(answers))}$"
        if not error:
            return f"{line}, which is right: nothing changes."
        names = ["w", "b"] if len(self.x) == 2 else ["w_1", "w_2", "b"]
        moves = ", ".join(
            rf"{name} = {typeset(w)} + {typeset(self.rate)} \cdot {in_product(error)} \cdot {typeset(x)} = "
            rf"{typeset(w + self.rate * error * x)}"
            for name, w, x in zip(names, weights, self.x)
        )
        return f"{line}, and $y - o = {typeset(error)}$: ${moves}$."


_SUBSCRIPTS = str.maketrans("12", "₁₂")


def updates(draws: Draws, level: int) -> Draft:
    """The learning rule, sample by sample: NOT; two samples of AND or OR; all four."""
    gate = "NOT" if level == 1 else draws.one_of("AND", "OR")
    X, y = _GATES[gate]
    samples = draws.some_of([*zip(X, y)], _SAMPLES[level - 1])
    start = tuple(draws.numbers("0.5 1 1.5 2", len(X[0]) + 1))
    rate = Fraction(draws.one_of("0.5", "1"))
    steps = [
        _Step(k, (*map(Fraction, x), Fraction(1)), Fraction(label), rate, start)
        for k, (x, label) in enumerate(samples, start=1)
    ]
    every = [blank for step in steps for blank in step.blanks()]
    answers = answers_of(every)
    blanks = tuple(_telling(blank, answers) for blank in every)
    errors = [step.error(answers) for step in steps]
    is_plain = any(errors) and not all(errors) and all(step.pre_activation(answers) for step in steps)
    return Draft(_text(gate, steps), blanks, None, lambda: tuple(step.line(answers) for step in steps), is_plain)


def _telling(blank: Blank, answers: Entries) -> Blank:
    """The blank without the mistakes that change nothing here: for a sample that is right, most do not."""
    told: dict[Number, Mistake] = {}
    for mistake in blank.mistakes:
        number = mistake.rule(answers)
        if number != answers[blank.name]:
            told.setdefault(number, mistake)
    return Blank(blank.name, blank.asks, blank.latex, blank.rule, tuple(told.values()), None, blank.points)


def _text(gate: str, steps: Sequence[_Step]) -> tuple[str, ...]:
    first = steps[0]
    names = ["w"] if len(first.x) == 2 else ["w_1", "w_2"]
    start = ", ".join(f"${name} = {typeset(number)}$" for name, number in zip([*names, "b"], first.start))
    shown = "; ".join(
        f"{step.number}. $x = ({', '.join(map(typeset, step.x[:-1]))})$, $y = {typeset(step.y)}$" for step in steps
    )
    return (
        f"A perceptron learns {gate}. It begins with {start}, and its learning rate is ${typeset(first.rate)}$.",
        r"It outputs $o = \operatorname{step}(\langle w, x \rangle + b)$, where step is 1 above 0 and 0 elsewhere, and "
        r"learns by $w \leftarrow w + \alpha (y - o) x$, $b \leftarrow b + \alpha (y - o)$.",
        f"It is shown, one after the other: {shown}.",
        "What does it output for each sample, and what are its weights and its bias afterwards?",
    )
