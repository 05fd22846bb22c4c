"""Descent inside the machine: epochs, batches and the optimizer's step in one call.

Python hands over the data, the parameters and a formula for the step, and gets back each epoch's loss. What one number
becomes in a step is written once, by the optimizer, with operators: here that formula runs on Lanes, eight parameters
at a time.
"""

from __future__ import annotations

import ctypes
import itertools
import math
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from autograd.compiler.codegen import jit
from autograd.compiler.codegen.ir import Code
from autograd.compiler.codegen.kernels import on_lanes
from autograd.compiler.codegen.lanes import DOUBLES, LANES, Lane, literal, splat
from autograd.compiler.codegen.walker import Job
from autograd.compiler.program import Program
from autograd.compiler.run.buffers import address_of_array, integers
from autograd.compiler.run.machine import bits_of, placed
from autograd.primitive import Primitive, Scalar
from autograd.primitives.exponentials import power

__all__ = ["Descent", "Moved", "Reports"]

Moved = Callable[[Lane, Lane, Sequence[Lane], Lane, Lane], Sequence[Lane]]
"""From a parameter, its gradient, what is remembered of it, the learning rate and the number of steps taken before: the
parameter after the step, and what to remember."""


@dataclass(frozen=True)
class Reports:
    """What epochs came to, an entry each.

    Attributes:
        losses: the mean of the first output, as the batches were met.
        seconds: the sum of the second output; 0 if there is none.
        gradient_norms: the length of the gradient before clipping, averaged over the batches.
    """

    losses: list[float]
    seconds: list[float]
    gradient_norms: list[float]


class _Plan(IntEnum):
    """What the loop is told: 64-bit integers, pointers and doubles among them."""

    JOB = 0
    WALK = 1
    UPDATE = 2
    EPOCHS = 3
    BATCHES = 4
    BOUNDS = 5
    """Pointer to where each batch begins, and where the last ends."""
    ORDERS = 6
    """Pointer to the epochs' orders, one after the other; 0: as the samples stand."""
    RATES = 7
    STEPS = 8
    """How many steps were taken before, a double."""
    LONGEST = 9
    """What gradients are clipped to, a double."""
    PARAMETERS = 10
    """How many there are, filled up to whole lanes."""
    MEMORY = 11
    REPORTS = 12
    """Pointer to three doubles an epoch."""


_UPDATE = [("ptr", "theta"), ("ptr", "gradient"), ("ptr", "memory"), ("i64", "count")]
_UPDATE += [("double", "rate"), ("double", "steps"), ("double", "scale")]


def _update_text(name: str, moved: Moved, remembered: int) -> str:
    """`i64 update(…)`: every parameter's step; 0 if all numbers stay finite."""
    code = Code(name, _UPDATE, "i64", apply=lambda primitive, operands: _applied(code, primitive, operands))
    rate, steps, scale = (code.spread(f"%{number}") for number in ("rate", "steps", "scale"))
    unusual = code.variable(f"<{LANES} x i1>", "zeroinitializer")
    with code.loop("%count", by=LANES) as i:
        bases = ["%theta", "%gradient"]
        bases += [code.address("%memory", code.value(f"mul i64 %count, {k}")) for k in range(remembered)]
        places = [code.address(base, i) for base in bases]
        w, g, *memory = (Lane(code, code.value(f"load {DOUBLES}, ptr {place}, align 8")) for place in places)
        g = g * scale
        after = moved(w, g, memory, rate, steps)
        for place, lane in zip([places[0], *places[2:], places[1]], [*after, g], strict=True):
            code.do(f"store {DOUBLES} {lane.name}, ptr {place}, align 8")
            far = code.value(f"fcmp uge {DOUBLES} {abs(lane).name}, {code.constant(math.inf).name}")
            unusual.set(code.value(f"or <{LANES} x i1> {unusual.get()}, {far}"))
    bits = code.value(f"bitcast <{LANES} x i1> {unusual.get()} to i{LANES}")
    code.do(f"ret i64 {code.value(f'zext i{LANES} {bits} to i64')}")
    return code.text()


def _applied(code: Code, primitive: Primitive, operands: Sequence[Scalar]) -> Lane:
    lanes = [code.lane(operand) for operand in operands]
    if primitive is power:  # the same for all parameters: as an intrinsic it leaves the loop
        pair = [(DOUBLES, lane.name) for lane in lanes]
        return Lane(code, code.call(DOUBLES, f"llvm.pow.v{LANES}f64", *pair))
    return code.lane(on_lanes(primitive.value)(*lanes))


@cache
def _descent_address() -> int:
    """The address of the loop's machine code."""
    return jit.address_of("descend", _descent_text("descend"))


def _descent_text(name: str) -> str:
    """`i64 descend(ptr plan)`: runs all epochs; ends with something other than 0 where a number is not finite."""
    code = Code(name, [("ptr", "plan")], "i64")
    field = {entry: code.integer("%plan", entry) for entry in _Plan}
    at = {entry: code.value(f"inttoptr i64 {field[entry]} to ptr") for entry in _Plan}
    job = at[_Plan.JOB]
    theta, gradient, results = (code.pointer(job, entry) for entry in (Job.THETA, Job.GRADIENT, Job.RESULTS))
    outputs = code.integer(job, Job.OUTPUTS)
    samples = code.integer(at[_Plan.BOUNDS], field[_Plan.BATCHES])
    has_second = code.value(f"icmp sgt i64 {outputs}, 1")
    steps = code.variable("double", code.value(f"bitcast i64 {field[_Plan.STEPS]} to double"))
    longest = code.value(f"bitcast i64 {field[_Plan.LONGEST]} to double")
    zero = f"double {literal(0.0)}"
    with code.loop(field[_Plan.EPOCHS]) as epoch:
        with code.when(code.value(f"icmp ne i64 {field[_Plan.ORDERS]}, 0")):
            offset = code.value(f"mul i64 {code.value(f'mul i64 {epoch}, {samples}')}, 8")
            order = code.value(f"add i64 {field[_Plan.ORDERS]}, {offset}")
            code.do(f"store i64 {order}, ptr {code.address(job, Job.ORDER, 'i64')}, align 8")
        rate = code.number(at[_Plan.RATES], epoch)
        total, second, norms = (code.variable("double", literal(0.0)) for _ in range(3))
        with code.loop(field[_Plan.BATCHES]) as batch:
            first = code.integer(at[_Plan.BOUNDS], batch)
            last = code.integer(at[_Plan.BOUNDS], code.value(f"add i64 {batch}, 1"))
            size = code.value(f"sitofp i64 {code.value(f'sub i64 {last}, {first}')} to double")
            seed = code.value(f"bitcast double {code.value(f'fdiv double {literal(1.0)}, {size}')} to i64")
            for entry, number in ((Job.FIRST_SAMPLE, first), (Job.LAST_SAMPLE, last), (Job.SEED, seed)):
                code.do(f"store i64 {number}, ptr {code.address(job, entry, 'i64')}, align 8")
            with code.loop(field[_Plan.PARAMETERS], by=LANES) as k:
                place = code.address(gradient, k)
                code.do(f"store {DOUBLES} {splat(zero)}, ptr {place}, align 8")
            _end_unless_zero(code, code.value(f"call i64 {at[_Plan.WALK]}(ptr {job})"))
            with code.loop(last, start=first) as k:
                row = code.value(f"mul i64 {k}, {outputs}")
                total.set(code.value(f"fadd double {total.get()}, {code.number(results, row)}"))
                with code.when(has_second):
                    number = code.number(results, code.value(f"add i64 {row}, 1"))
                    second.set(code.value(f"fadd double {second.get()}, {number}"))
            norm = _norm(code, gradient, field[_Plan.PARAMETERS])
            norms.set(code.value(f"fadd double {norms.get()}, {norm}"))
            is_longer = code.value(f"fcmp ogt double {norm}, {longest}")
            shrunk = code.value(f"fdiv double {longest}, {norm}")
            scale = code.value(f"select i1 {is_longer}, double {shrunk}, double {literal(1.0)}")
            numbers = (theta, gradient, at[_Plan.MEMORY], field[_Plan.PARAMETERS], rate, steps.get(), scale)
            given = ", ".join(f"{kind} {number}" for (kind, _), number in zip(_UPDATE, numbers))
            _end_unless_zero(code, code.value(f"call i64 {at[_Plan.UPDATE]}({given})"))
            steps.set(code.value(f"fadd double {steps.get()}, {literal(1.0)}"))
        _report(
            code, at[_Plan.REPORTS], epoch, (total.get(), second.get(), norms.get()), (samples, field[_Plan.BATCHES])
        )
    code.do("ret i64 0")
    return code.text()


def _report(code: Code, reports: str, epoch: str, sums: Sequence[str], counts: tuple[str, str]) -> None:
    """Writes down what an epoch came to: the mean loss, the sum of the second output, the mean length."""
    samples, batches = (code.value(f"sitofp i64 {count} to double") for count in counts)
    total, second, norms = sums
    numbers = (code.value(f"fdiv double {total}, {samples}"), second, code.value(f"fdiv double {norms}, {batches}"))
    row = code.value(f"mul i64 {epoch}, {len(numbers)}")
    for column, number in enumerate(numbers):
        place = code.address(reports, code.value(f"add i64 {row}, {column}"))
        code.do(f"store double {number}, ptr {place}, align 8")


def _end_unless_zero(code: Code, number: str) -> None:
    with code.when(code.value(f"icmp ne i64 {number}, 0"), ends=True):
        code.do(f"ret i64 {number}")


def _norm(code: Code, gradient: str, count: str) -> str:
    """The length of the gradient."""
    squares = code.variable(DOUBLES, splat(f"double {literal(0.0)}"))
    with code.loop(count, by=LANES) as index:
        g = Lane(code, code.value(f"load {DOUBLES}, ptr {code.address(gradient, index)}, align 8"))
        squares.set((Lane(code, squares.get()) + g * g).name)
    arguments = (("double", literal(0.0)), (DOUBLES, squares.get()))
    total = code.call("double", f"llvm.vector.reduce.fadd.v{LANES}f64", *arguments)
    return code.call("double", "llvm.sqrt.f64", ("double", total))


_loop = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)


class Descent:
    """A machine that trains: its parameters, and what the optimizer remembers of them.

    Args:
        program: its first output is the loss of a sample.
        batch: the samples, as for a call of the program.
        moved: the optimizer's step.
        remembered: how many numbers it remembers of each parameter.
    """

    def __init__(self, program: Program, batch: Sequence[Any], moved: Moved, remembered: int) -> None:
        self.machine = program._machine
        self.parameters = len(program.parameters)
        self.sources, _ = program._sources(batch)
        self.size = -(-self.parameters // LANES) * LANES
        self.load([0.0] * self.parameters, [[0.0] * self.parameters] * remembered)
        self._update = jit.address_of("update", _update_text("update", moved, remembered))

    def load(self, theta: Sequence[float], memory: Sequence[Sequence[float]]) -> None:
        """Sets where descent stands: the parameters, and what is remembered of them, list by list."""
        filling = array("d", [0.0] * (self.size - self.parameters))
        self.theta = array("d", theta) + filling
        self.memory = array("d", (0.0,))
        for numbers in memory:
            self.memory += array("d", numbers) + filling
        self.gradient = array("d", bytes(8 * self.size))

    def state(self) -> list[list[float]]:
        """Where it stands: the parameters, the last gradient, and what is remembered, list by list."""
        starts = range(1, len(self.memory), self.size)
        rows = [self.theta, self.gradient, *(self.memory[k : k + self.size] for k in starts)]
        return [row[: self.parameters].tolist() for row in rows]

    def run(
        self, bounds: Sequence[int], orders: array[int] | None, rates: Sequence[float], steps: int, longest: float
    ) -> Reports | None:
        """Runs an epoch for each of `rates`.

        Args:
            bounds: where each batch begins, and where the last ends.
            orders: the samples' order, epoch by epoch; None for as they stand.
            rates: the learning rates.
            steps: how many steps were taken before.
            longest: what gradients are clipped to.

        Returns:
            What the epochs came to; None if something is not finite, or a comparison came out otherwise: then
            the state is of no use.
        """
        machine, count = self.machine, bounds[-1]
        results = array("d", bytes(8 * count * len(machine.tape.outputs)))
        flags = array("q", bytes(16 * (-(-count // LANES) + len(bounds))))
        workspace = machine.taken(-(-max(b - a for a, b in itertools.pairwise(bounds)) // LANES))
        sources = placed(self.sources)
        job = dict.fromkeys(Job, 0) | machine.job() | workspace.job()
        job |= {
            Job.THETA: address_of_array(self.theta),
            Job.GRADIENT: address_of_array(self.gradient),
            Job.SOURCES: address_of_array(sources),
            Job.SOURCE_COUNT: len(self.sources),
            Job.RESULTS: address_of_array(results),
            Job.BACKWARD: 1,
            Job.FLAGS: address_of_array(flags),
        }
        job_words = array("q", [job[entry] for entry in Job])
        limits, rate_words = integers(list(bounds)), array("d", rates)
        reports = array("d", bytes(24 * len(rates)))
        plan = {
            _Plan.JOB: address_of_array(job_words),
            _Plan.WALK: machine.walk_address,
            _Plan.UPDATE: self._update,
            _Plan.EPOCHS: len(rates),
            _Plan.BATCHES: len(bounds) - 1,
            _Plan.BOUNDS: address_of_array(limits),
            _Plan.ORDERS: 0 if orders is None else address_of_array(orders),
            _Plan.RATES: address_of_array(rate_words),
            _Plan.STEPS: bits_of(float(steps)),
            _Plan.LONGEST: bits_of(longest),
            _Plan.PARAMETERS: self.size,
            _Plan.MEMORY: address_of_array(self.memory) + 8,  # there is a number before, so that there is an address
            _Plan.REPORTS: address_of_array(reports),
        }
        words = array("q", [plan[entry] for entry in _Plan])
        flagged = _loop(_descent_address())(address_of_array(words))
        machine.give_back(workspace)
        if flagged:
            return None
        return Reports(*(reports[k::3].tolist() for k in range(3)))
