"""Descent inside the machine: batches and the optimizer's steps in one call.

Python hands over the data, the parameters' store and a formula for the step, and gets back each batch's loss. What one
number becomes in a step is written once, by the optimizer, with operators: here that formula runs on Lanes, eight
parameters at a time. A batch is a list of runs: samples of one shape go through the program of that shape together.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from autograd.compiler.codegen import jit
from autograd.compiler.codegen.ir import Code
from autograd.compiler.codegen.kernels import on_lanes
from autograd.compiler.codegen.lanes import DOUBLES, LANES, Lane, literal, splat
from autograd.compiler.codegen.operations import Status
from autograd.compiler.codegen.walker import Job
from autograd.compiler.program import Program
from autograd.compiler.run.buffers import Matrix, address_of_array, integers
from autograd.compiler.run.machine import bits_of, placed
from autograd.compiler.run.store import Store
from autograd.graph import note_data_change
from autograd.primitive import Primitive, Scalar
from autograd.primitives.exponentials import power

__all__ = ["Descent", "Moved", "Packing", "Part", "Reports"]

AT_ONCE = 0.05
"""How long the machine may run before Python sees Ctrl-C, in seconds."""
FIRST_BATCHES = 16
"""How many batches are run to see how long they take."""

Moved = Callable[[Lane, Lane, Sequence[Lane], Lane, Lane], Sequence[Lane]]
"""From a parameter, its gradient, what is remembered of it, the learning rate and the number of steps taken before: the
parameter after the step, and what to remember."""


@dataclass(frozen=True)
class Part:
    """A program, and the samples that may go through it.

    Attributes:
        program: its first output is the loss of a sample; a second is added up.
        sources: the samples, a matrix an argument.
        family: samples may go through later programs of the same family as well, where they have the same rows.
    """

    program: Program
    sources: Sequence[Matrix]
    family: int = 0


@dataclass(frozen=True)
class Packing:
    """All samples of a training, with the programs that they may go through.

    Attributes:
        parts: the programs; the later ones of a family are for larger samples.
        part_of: for each sample, the first of these that it may go through.
        row_of: for each sample, its row in the matrices of that part's family.
    """

    parts: Sequence[Part]
    part_of: Sequence[int]
    row_of: Sequence[int]


@dataclass(frozen=True)
class Reports:
    """What batches came to, an entry each.

    Attributes:
        losses: the sum of the first outputs.
        seconds: the sum of the second outputs; 0 if there is none.
        gradient_norms: the length of the gradient before clipping.
    """

    losses: list[float]
    seconds: list[float]
    gradient_norms: list[float]


class _Run(IntEnum):
    """Samples that go through a program together: 64-bit integers."""

    JOB = 0
    ORDER = 1
    """Pointer to the samples' numbers."""
    SAMPLES = 2
    """How many there are."""
    SEED = 3
    """The share of each in the batch's mean, a double."""


class _Plan(IntEnum):
    """What the loop is told: 64-bit integers, pointers and doubles among them."""

    WALK = 0
    UPDATE = 1
    FIRST = 2
    LAST = 3
    """One past the last batch."""
    BOUNDS = 4
    """Pointer to where each batch's runs begin, and where those of the last end."""
    RUNS = 5
    RATES = 6
    """Pointer to the learning rate of each batch."""
    STEPS = 7
    """How many steps were taken before the first of all batches, a double."""
    LONGEST = 8
    """What gradients are clipped to, a double."""
    PARAMETERS = 9
    """How many there are, filled up to whole lanes."""
    THETA = 10
    GRADIENT = 11
    MEMORY = 12
    REPORTS = 13
    """Pointer to three doubles a batch."""


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
    """`i64 descend(ptr plan)`: runs batches; ends with something other than 0 where a number is not finite."""
    code = Code(name, [("ptr", "plan")], "i64")
    field = {entry: code.integer("%plan", entry) for entry in _Plan}
    at = {entry: code.value(f"inttoptr i64 {field[entry]} to ptr") for entry in _Plan}
    steps_before = code.value(f"bitcast i64 {field[_Plan.STEPS]} to double")
    longest = code.value(f"bitcast i64 {field[_Plan.LONGEST]} to double")
    zero = f"double {literal(0.0)}"
    with code.loop(field[_Plan.LAST], start=field[_Plan.FIRST]) as batch:
        rate = code.number(at[_Plan.RATES], batch)
        with code.loop(field[_Plan.PARAMETERS], by=LANES) as k:
            place = code.address(at[_Plan.GRADIENT], k)
            code.do(f"store {DOUBLES} {splat(zero)}, ptr {place}, align 8")
        total, second = (code.variable("double", literal(0.0)) for _ in range(2))
        first_run = code.integer(at[_Plan.BOUNDS], batch)
        last_run = code.integer(at[_Plan.BOUNDS], code.value(f"add i64 {batch}, 1"))
        with code.loop(last_run, start=first_run) as run:
            words = code.address(at[_Plan.RUNS], code.value(f"mul i64 {run}, {len(_Run)}"), "i64")
            job, count = code.pointer(words, _Run.JOB), code.integer(words, _Run.SAMPLES)
            entries = {Job.ORDER: _Run.ORDER, Job.LAST_SAMPLE: _Run.SAMPLES, Job.SEED: _Run.SEED}
            for entry, source in entries.items():
                number = code.integer(words, source)
                code.do(f"store i64 {number}, ptr {code.address(job, entry, 'i64')}, align 8")
            _end_unless_zero(code, code.value(f"call i64 {at[_Plan.WALK]}(ptr {job})"))
            outputs, results = code.integer(job, Job.OUTPUTS), code.pointer(job, Job.RESULTS)
            has_second = code.value(f"icmp sgt i64 {outputs}, 1")
            with code.loop(count) as k:
                row = code.value(f"mul i64 {k}, {outputs}")
                total.set(code.value(f"fadd double {total.get()}, {code.number(results, row)}"))
                with code.when(has_second):
                    number = code.number(results, code.value(f"add i64 {row}, 1"))
                    second.set(code.value(f"fadd double {second.get()}, {number}"))
        norm = _norm(code, at[_Plan.GRADIENT], field[_Plan.PARAMETERS])
        is_longer = code.value(f"fcmp ogt double {norm}, {longest}")
        shrunk = code.value(f"fdiv double {longest}, {norm}")
        scale = code.value(f"select i1 {is_longer}, double {shrunk}, double {literal(1.0)}")
        steps = code.value(f"fadd double {steps_before}, {code.value(f'sitofp i64 {batch} to double')}")
        blocks = (at[_Plan.THETA], at[_Plan.GRADIENT], at[_Plan.MEMORY], field[_Plan.PARAMETERS])
        given = ", ".join(f"{kind} {number}" for (kind, _), number in zip(_UPDATE, (*blocks, rate, steps, scale)))
        _end_unless_zero(code, code.value(f"call i64 {at[_Plan.UPDATE]}({given})"))
        row = code.value(f"mul i64 {batch}, 3")
        for column, number in enumerate((total.get(), second.get(), norm)):
            place = code.address(at[_Plan.REPORTS], code.value(f"add i64 {row}, {column}"))
            code.do(f"store double {number}, ptr {place}, align 8")
    code.do("ret i64 0")
    return code.text()


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
    """A machine that trains: the programs of all samples, and the store in which their parameters move.

    Args:
        packing: the samples, and their programs.
        store: where the parameters of all these programs are, and what the optimizer remembers of them.
        moved: the optimizer's step.
        remembered: how many numbers it remembers of each parameter.
        most: how many samples a batch has at most.
    """

    def __init__(self, packing: Packing, store: Store, moved: Moved, remembered: int, most: int) -> None:
        self.store, self._packing = store, packing
        parts = packing.parts
        self._owned: list[object] = []
        self._results = array("d", bytes(8 * most * max(len(part.program._machine.tape.outputs) for part in parts)))
        self._flags = array("q", bytes(16 * (-(-most // LANES) + 1)))
        self._jobs = [self._job(part) for part in parts]
        self._update = jit.address_of("update", _update_text("update", moved, remembered))
        self._pace = math.inf

    def _job(self, part: Part) -> int:
        """The address of what the walker is told of a part."""
        machine = part.program._machine
        status = array("q", bytes(8 * len(Status)))
        values, adjoints, scratch = lanes = machine.taken()
        status[Status.SCRATCH] = scratch.address
        sources = placed(part.sources)
        job = dict.fromkeys(Job, 0) | machine.job()
        job |= {
            Job.VALUES: values.address,
            Job.ADJOINTS: adjoints.address,
            Job.THETA: address_of_array(self.store.numbers),
            Job.GRADIENT: address_of_array(self.store.gradient),
            Job.STATUS: address_of_array(status),
            Job.SOURCES: address_of_array(sources),
            Job.SOURCE_COUNT: len(part.sources),
            Job.RESULTS: address_of_array(self._results),
            Job.BACKWARD: 1,
            Job.FLAGS: address_of_array(self._flags),
        }
        words = array("q", [job[entry] for entry in Job])
        self._owned += [status, lanes, sources, words]
        return address_of_array(words)

    def run(
        self,
        bounds: Sequence[int],
        orders: Sequence[Sequence[int]],
        rates: Sequence[float],
        steps: int,
        longest: float,
        moved: Callable[[int], object] = lambda batches: None,
    ) -> Reports | None:
        """Runs all batches of some epochs.

        Args:
            bounds: where each batch of an epoch begins, and where the last ends.
            orders: the samples' order, epoch by epoch; one epoch's that is the same object as another's is as good.
            rates: the learning rate of each batch of all these epochs.
            steps: how many steps were taken before.
            longest: what gradients are clipped to.
            moved: is told how many batches have been run, every now and then.

        Returns:
            What the batches came to; None if something is not finite, or a comparison came out otherwise: then
            the numbers in the store are of no use.
        """
        runs, run_bounds, owned = self._runs(bounds, orders)
        limits, rate_words = integers(run_bounds), array("d", rates)
        reports = array("d", bytes(24 * len(rates)))
        plan = {
            _Plan.WALK: self._packing.parts[0].program._machine.walk_address,
            _Plan.UPDATE: self._update,
            _Plan.BOUNDS: address_of_array(limits),
            _Plan.RUNS: address_of_array(runs),
            _Plan.RATES: address_of_array(rate_words),
            _Plan.STEPS: bits_of(float(steps)),
            _Plan.LONGEST: bits_of(longest),
            _Plan.PARAMETERS: self.store.size,
            _Plan.THETA: address_of_array(self.store.numbers),
            _Plan.GRADIENT: address_of_array(self.store.gradient),
            _Plan.MEMORY: address_of_array(self.store.memory),
            _Plan.REPORTS: address_of_array(reports),
        }
        portions = self._paced(len(rates)) if len(orders) == 1 else [(0, len(rates))]  # an epoch may take long
        for first, last in portions:
            plan |= {_Plan.FIRST: first, _Plan.LAST: last}
            words = array("q", [plan[entry] for entry in _Plan])
            if _loop(_descent_address())(address_of_array(words)):
                return None
            moved(last - first)
        note_data_change()
        del owned
        return Reports(*(reports[k::3].tolist() for k in range(3)))

    def _paced(self, count: int) -> Iterator[tuple[int, int]]:
        """The batches in portions, so that Python comes to itself every now and then."""
        first = 0
        while first < count:
            last = min(count, first + (FIRST_BATCHES if math.isinf(self._pace) else max(1, int(AT_ONCE / self._pace))))
            started = time.perf_counter()
            yield first, last
            self._pace = (time.perf_counter() - started) / (last - first)
            first = last

    def _runs(
        self, bounds: Sequence[int], orders: Sequence[Sequence[int]]
    ) -> tuple[array[int], Sequence[int], list[array[int]]]:
        """The runs of all batches, where each batch's begin, and what must live as long as they are used."""
        batches = list(itertools.pairwise(bounds))
        if len(self._packing.parts) > 1:
            return self._runs_of_parts(batches, orders)
        runs, owned = array("q"), []
        known: dict[int, array[int]] = {}
        for order in orders:
            if id(order) not in known:
                numbers = integers(list(order))
                owned.append(numbers)
                start = address_of_array(numbers)
                words = ((self._jobs[0], start + 8 * a, b - a, bits_of(1.0 / (b - a))) for a, b in batches)
                known[id(order)] = integers([word for run in words for word in run])
            runs += known[id(order)]
        return runs, range(len(batches) * len(orders) + 1), owned

    def _runs_of_parts(
        self, batches: Sequence[tuple[int, int]], orders: Sequence[Sequence[int]]
    ) -> tuple[array[int], Sequence[int], list[array[int]]]:
        runs: list[tuple[int, int, int, int]] = []
        run_bounds, numbers = [0], array("q")
        for order in orders:
            for first, last in batches:
                seed = bits_of(1.0 / (last - first))
                for part, samples in self._packed(order[first:last]):
                    runs.append((self._jobs[part], 8 * len(numbers), len(samples), seed))
                    numbers.extend([self._packing.row_of[sample] for sample in samples])
                run_bounds.append(len(runs))
        start = address_of_array(numbers)
        words = [word for job, offset, count, seed in runs for word in (job, start + offset, count, seed)]
        return integers(words), run_bounds, [numbers]

    def _packed(self, batch: Sequence[int]) -> list[tuple[int, list[int]]]:
        """The samples of a batch, side by side in full lanes as far as can be, and the program for each lot of them."""
        packed: list[tuple[int, list[int]]] = []
        part_of, parts = self._packing.part_of, self._packing.parts
        waiting = sorted(batch, key=part_of.__getitem__)
        while waiting:
            family = parts[part_of[waiting[0]]].family
            lot = [number for number in waiting[:LANES] if parts[part_of[number]].family == family]
            del waiting[: len(lot)]
            part = part_of[lot[-1]]
            if packed and packed[-1][0] == part:
                packed[-1][1].extend(lot)
            else:
                packed.append((part, lot))
        return packed
