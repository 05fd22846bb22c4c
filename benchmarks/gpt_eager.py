"""A GPT in plain Python: a training step on a bare class of forty lines, and on chalkgrad's Values.

The forms of the program take turns in one process, on the same name, so that all meet the same moods of the machine. A
turn is five steps at the collector's own thresholds: the bare class's walk leaves a reference cycle that holds the
graph until the collector comes. Counted is processor time, the least of all turns; what frees the graph counts too.
"""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass, field
from typing import Final

from autograd import Value, dot, topological_order, vector
from benchmarks import bare_value
from benchmarks.gpt_plain import GPT, NAMES, Adam, Arithmetic, tokens_of
from benchmarks.measuring import Cell, Table, check_agreement

TITLE = "a GPT on names in plain Python (4,192 parameters): one training step"
COLUMNS = ("form", "ms a step", "× faster than the bare class", "forward", "backward", "Adam", "nodes")
BARE = "a bare Value class"
FORMS: Final[dict[str, Arithmetic]] = {
    BARE: Arithmetic(bare_value.Value),
    "chalkgrad, operators": Arithmetic(Value),
    "chalkgrad, dot on lists": Arithmetic(Value, dot),
    "chalkgrad, dot on vectors": Arithmetic(Value, dot, vector),
}
STEPS_A_TURN = 5


@dataclass
class Training:
    """One form's model in training.

    Attributes:
        model: the GPT.
        optimizer: its Adam.
        losses: the loss before each step.
        turns: milliseconds a step of each turn: forward, backward, Adam and the rest, which is freeing the graph.
    """

    model: GPT
    optimizer: Adam
    losses: list[float] = field(default_factory=list)
    turns: list[list[float]] = field(default_factory=list)

    def take_turn(self, name: str) -> None:
        gc.collect()
        steps = [self._timed_step(name) for _ in range(STEPS_A_TURN)]
        self.turns.append([1e3 * sum(phase) / STEPS_A_TURN for phase in zip(*steps)])

    def _timed_step(self, name: str) -> list[float]:
        times = [time.process_time()]
        loss = self.model.loss(tokens_of(name))
        times.append(time.process_time())
        loss.backward()
        times.append(time.process_time())
        self.optimizer.step()
        times.append(time.process_time())
        self.losses.append(loss.data)
        del loss
        times.append(time.process_time())
        return [end - start for start, end in zip(times, times[1:])]


def run(*, quick: bool) -> Table:
    trainings = {form: _training(arithmetic) for form, arithmetic in FORMS.items()}
    for _ in range(3 if quick else 15):
        for training in trainings.values():
            training.take_turn(NAMES[0])
    losses = trainings[BARE].losses
    for form, training in trainings.items():
        check_agreement(f"{form}: loss", training.losses, losses)
    rows = tuple(_row(form, training, trainings[BARE]) for form, training in trainings.items())
    return Table(TITLE, COLUMNS, rows, (f"The losses agree to 1e-9: from {losses[0]:.4f} to {losses[-1]:.1e}.",))


def _training(arithmetic: Arithmetic) -> Training:
    model = GPT(arithmetic)
    return Training(model, Adam(model.parameters))


def _row(form: str, training: Training, bare: Training) -> tuple[Cell, ...]:
    step, least_of_bare = min(map(sum, training.turns)), min(map(sum, bare.turns))
    phases = [min(column) for column in zip(*training.turns)][:3]
    return (form, step, least_of_bare / step, *phases, _node_count(training))


def _node_count(training: Training) -> int:
    loss = training.model.loss(tokens_of(NAMES[0]))
    if isinstance(loss, Value):
        return len(topological_order(loss))
    met, stack = {loss}, [loss]
    while stack:
        new = set(stack.pop().children) - met
        met |= new
        stack += new
    return len(met)
