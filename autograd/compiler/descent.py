"""Descent inside the machine: batches and the optimizer's steps in one call.

Python hands over the data, the parameters' store and a formula for the step, and gets back each batch's loss. What one
number becomes in a step is written once, by the optimizer, with operators: here that formula runs on Lanes, eight
parameters at a time. A batch is a list of runs: samples of one shape go through the program of that shape together.

Where there is work enough, threads share it. A batch's runs are cut into tasks with a gradient each, as the sizes alone
say, which are added in the order of the tasks; the step is done piece by piece. So the numbers do not depend on how
many threads there are.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from autograd.compiler.codegen import jit
from autograd.compiler.codegen.crew import WORK, Crew, share_text, take_part_text
from autograd.compiler.codegen.ir import Code
from autograd.compiler.codegen.kernels import on_lanes
from autograd.compiler.codegen.lanes import DOUBLES, LANES, Lane, literal
from autograd.compiler.codegen.walker import Job
from autograd.compiler.program import Program
from autograd.compiler.run.buffers import Matrix, address_of_array, integers, zeros
from autograd.compiler.run.machine import bits_of, placed
from autograd.compiler.run.store import Store
from autograd.graph import note_data_change
from autograd.primitive import Primitive, Scalar
from autograd.primitives.exponentials import power
from autograd.shared.processors import processors

__all__ = ["Descent", "Moved", "Packing", "Part", "Reports", "Steps"]

AT_ONCE = 0.05
"""How long the machine may run before Python sees Ctrl-C, in seconds."""
FIRST_BATCHES = 16
"""How many batches are run to see how long they take."""

ONE = bits_of(1.0)

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

    program: Program[array[float]]
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

    def lots(self, batch: Sequence[int]) -> list[tuple[int, list[int]]]:
        """The samples of a batch, side by side in full lanes as far as can be, and the part for each lot of them."""
        if len(self.parts) == 1:
            return [(0, list(batch))]
        lots: list[tuple[int, list[int]]] = []
        waiting = sorted(batch, key=self.part_of.__getitem__)
        while waiting:
            family = self.parts[self.part_of[waiting[0]]].family
            lot = [number for number in waiting[:LANES] if self.parts[self.part_of[number]].family == family]
            del waiting[: len(lot)]
            part = self.part_of[lot[-1]]
            if lots and lots[-1][0] == part:
                lots[-1][1].extend(lot)
            else:
                lots.append((part, lot))
        return lots


@dataclass(frozen=True)
class Reports:
    """What batches came to, an entry each.

    Attributes:
        losses: the sum of the first outputs, the penalty counted once a sample.
        seconds: the sum of the second outputs; 0 if there is none.
        gradient_norms: the length of the gradient before clipping.
    """

    losses: list[float]
    seconds: list[float]
    gradient_norms: list[float]

    def add(self, later: Reports) -> None:
        """Appends what later batches came to."""
        self.losses.extend(later.losses)
        self.seconds.extend(later.seconds)
        self.gradient_norms.extend(later.gradient_norms)


class _Run(IntEnum):
    """Samples that go through a program together: 64-bit integers."""

    JOB = 0
    ORDER = 1
    """Pointer to the samples' numbers."""
    SAMPLES = 2
    """How many there are."""
    SEED = 3
    """The share of each in the batch's mean, a double."""
    COUNTS = 4
    """As how many samples each counts in the totals, a double."""


class _Plan(IntEnum):
    """What the loop is told, and what it tells those that help: 64-bit integers, pointers and doubles among them."""

    WALK = 0
    UPDATE = 1
    FIRST = 2
    LAST = 3
    """One past the last batch."""
    BOUNDS = 4
    """Pointer to where each batch's tasks begin, and where those of the last end."""
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
    TASKS = 14
    """Pointer to where each task's runs begin, and where those of the last end."""
    GRADIENTS = 15
    """Pointer to where each task of a batch has its gradient; that of the first is `GRADIENT`."""
    TOTALS = 16
    """Pointer to what each task comes to: two doubles."""
    SQUARES = 17
    """Pointer to the squares of a piece's gradients: a lane of sums each."""
    CREW = 18
    THREADS = 19
    BATCH = 20
    """The batch at hand."""
    SCALE = 21
    """What its gradient is shortened by, a double."""


PIECE = 4096
"""How many parameters are moved as one piece of work."""

_UPDATE = [("ptr", "theta"), ("ptr", "gradient"), ("ptr", "memory"), ("i64", "count"), ("i64", "apart")]
_UPDATE += [("double", "rate"), ("double", "steps"), ("double", "scale"), ("i64", "is_last")]


def _update_text(name: str, moved: Moved, remembered: int) -> str:
    """`i64 update(…)`: a step of `count` parameters; 0 if all numbers stay finite.

    What is remembered of them stands `apart`. Unless the batch is the last, the gradient is 0 again after it.
    """
    code = Code(name, _UPDATE, "i64", apply=lambda primitive, operands: _applied(code, primitive, operands))
    rate, steps, scale = (code.spread(f"%{number}") for number in ("rate", "steps", "scale"))
    is_last = code.value("icmp ne i64 %is_last, 0")
    unusual = code.variable(f"<{LANES} x i1>", "zeroinitializer")
    with code.loop("%count", by=LANES) as i:
        bases = ["%theta", "%gradient"]
        bases += [code.address("%memory", code.value(f"mul i64 %apart, {k}")) for k in range(remembered)]
        places = [code.address(base, i) for base in bases]
        w, g, *memory = (Lane(code, code.value(f"load {DOUBLES}, ptr {place}, align 8")) for place in places)
        g = g * scale
        after = moved(w, g, memory, rate, steps)
        kept = code.value(f"select i1 {is_last}, {DOUBLES} {g.name}, {DOUBLES} zeroinitializer")
        for place, lane in zip([places[0], *places[2:], places[1]], [*after, Lane(code, kept)], strict=True):
            code.do(f"store {DOUBLES} {lane.name}, ptr {place}, align 8")
        for lane in (*after, g):
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


class _WorkCode(Code):
    """A function of the loop's module, which is given the plan."""

    def __init__(
        self, name: str, parameters: Sequence[tuple[str, str]], result: str = "void", *, is_local: bool = True
    ) -> None:
        super().__init__(name, parameters, result, is_local=is_local)

    def entry(self, entry: _Plan) -> str:
        return self.integer("%plan", entry)

    def at(self, entry: _Plan) -> str:
        return self.pointer("%plan", entry)

    def double(self, entry: _Plan) -> str:
        return self.number("%plan", entry)

    def set(self, entry: _Plan, kind: str, number: str) -> None:
        self.do(f"store {kind} {number}, ptr {self.address('%plan', entry, 'i64')}, align 8")

    def fault(self) -> str:
        return self.address(self.at(_Plan.CREW), Crew.FAULT, "i64")

    def note(self, number: str) -> None:
        """Notes a fault, if the number is not 0."""
        with self.when(self.value(f"icmp ne i64 {number}, 0")):
            self.value(f"atomicrmw or ptr {self.fault()}, i64 {number} monotonic")

    def clips(self) -> str:
        """Whether there is a length that gradients are clipped to."""
        return self.value(f"fcmp one double {self.double(_Plan.LONGEST)}, {literal(math.inf)}")

    def task_count(self) -> str:
        bounds, batch = self.at(_Plan.BOUNDS), self.entry(_Plan.BATCH)
        first, last = (self.integer(bounds, k) for k in (batch, self.value(f"add i64 {batch}, 1")))
        return self.value(f"sub i64 {last}, {first}")

    def share(self, function: str, pieces: str) -> None:
        """Has pieces of work done, and returns where a number is not finite."""
        crew, threads = self.entry(_Plan.CREW), self.entry(_Plan.THREADS)
        self.do(f"call void @share(ptr %plan, i64 {crew}, i64 {threads}, ptr @{function}, i64 {pieces})")
        fault = self.value(f"load atomic i64, ptr {self.fault()} monotonic, align 8")
        with self.when(self.value(f"icmp ne i64 {fault}, 0"), ends=True):
            self.do(f"ret i64 {fault}")


def _task_text() -> Code:
    """Runs a task of the batch: adds to its gradient, and gives its totals."""
    code = _WorkCode("run_task", WORK)
    first_task = code.integer(code.at(_Plan.BOUNDS), code.entry(_Plan.BATCH))
    task = code.value(f"add i64 {first_task}, %piece")
    tasks, walk = code.at(_Plan.TASKS), code.at(_Plan.WALK)
    first_run, last_run = (code.integer(tasks, k) for k in (task, code.value(f"add i64 {task}, 1")))
    total, second = (code.variable("double", literal(0.0)) for _ in range(2))
    with code.loop(last_run, start=first_run) as run:
        words = code.address(code.at(_Plan.RUNS), code.value(f"mul i64 {run}, {len(_Run)}"), "i64")
        job, count = code.pointer(words, _Run.JOB), code.integer(words, _Run.SAMPLES)
        entries = {Job.ORDER: _Run.ORDER, Job.LAST_SAMPLE: _Run.SAMPLES, Job.SEED: _Run.SEED}
        for entry, source in entries.items():
            code.do(f"store i64 {code.integer(words, source)}, ptr {code.address(job, entry, 'i64')}, align 8")
        code.note(code.value(f"call i64 {walk}(ptr {job})"))
        outputs, results = code.integer(job, Job.OUTPUTS), code.pointer(job, Job.RESULTS)
        counts = code.number(words, _Run.COUNTS)
        has_second = code.value(f"icmp sgt i64 {outputs}, 1")
        with code.loop(count) as k:
            row = code.value(f"mul i64 {k}, {outputs}")
            number = code.value(f"fmul double {code.number(results, row)}, {counts}")
            total.set(code.value(f"fadd double {total.get()}, {number}"))
            with code.when(has_second):
                number = code.number(results, code.value(f"add i64 {row}, 1"))
                second.set(code.value(f"fadd double {second.get()}, {number}"))
    totals = code.address(code.at(_Plan.TOTALS), code.value("mul i64 %piece, 2"))
    for column, variable in enumerate((total, second)):
        code.do(f"store double {variable.get()}, ptr {code.address(totals, column)}, align 8")
    code.do("ret void")
    return code


def _piece(code: _WorkCode) -> tuple[str, str]:
    """Where a piece of the parameters begins and ends."""
    first = code.value(f"mul i64 %piece, {PIECE}")
    end = code.value(f"add i64 {first}, {PIECE}")
    return first, code.call("i64", "llvm.smin.i64", ("i64", end), ("i64", code.entry(_Plan.PARAMETERS)))


def _gathering_text() -> Code:
    """Adds the tasks' gradients to that of the first, for a piece of the parameters, and their squares up.

    Where nothing is clipped, the piece is moved while it is still near.
    """
    code = _WorkCode("gather", WORK)
    first, end = _piece(code)
    tasks, gradient, gradients = code.task_count(), code.at(_Plan.GRADIENT), code.at(_Plan.GRADIENTS)
    with code.loop(tasks, start=1) as task:
        other = code.pointer(gradients, task)
        with code.loop(end, start=first, by=LANES) as i:
            total_place, place = code.address(gradient, i), code.address(other, i)
            total, more = (Lane(code, code.value(f"load {DOUBLES}, ptr {p}, align 8")) for p in (total_place, place))
            code.do(f"store {DOUBLES} {(total + more).name}, ptr {total_place}, align 8")
            code.do(f"store {DOUBLES} zeroinitializer, ptr {place}, align 8")
    squares = code.variable(DOUBLES, "zeroinitializer")
    with code.loop(end, start=first, by=LANES) as i:
        g = Lane(code, code.value(f"load {DOUBLES}, ptr {code.address(gradient, i)}, align 8"))
        squares.set((Lane(code, squares.get()) + g * g).name)
    place = code.address(code.at(_Plan.SQUARES), "%piece", DOUBLES)
    code.do(f"store {DOUBLES} {squares.get()}, ptr {place}, align 8")
    with code.when(code.value(f"xor i1 {code.clips()}, true")):
        code.do("call void @move(ptr %plan, i64 %piece)")
    code.do("ret void")
    return code


def _moving_text() -> Code:
    """Moves a piece of the parameters."""
    code = _WorkCode("move", WORK)
    first, end = _piece(code)
    batch = code.entry(_Plan.BATCH)
    bases = [code.address(code.at(entry), first) for entry in (_Plan.THETA, _Plan.GRADIENT, _Plan.MEMORY)]
    steps = code.value(f"fadd double {code.double(_Plan.STEPS)}, {code.value(f'sitofp i64 {batch} to double')}")
    following = code.value(f"add i64 {batch}, 1")
    is_last = code.value(f"zext i1 {code.value(f'icmp eq i64 {following}, {code.entry(_Plan.LAST)}')} to i64")
    numbers = [*bases, code.value(f"sub i64 {end}, {first}"), code.entry(_Plan.PARAMETERS)]
    numbers += [code.number(code.at(_Plan.RATES), batch), steps, code.double(_Plan.SCALE), is_last]
    given = ", ".join(f"{kind} {number}" for (kind, _), number in zip(_UPDATE, numbers))
    code.note(code.value(f"call i64 {code.at(_Plan.UPDATE)}({given})"))
    code.do("ret void")
    return code


def _descent_text(name: str) -> str:
    """`i64 descend(ptr plan, i64 helps)`: runs batches, or helps to; gives 0 if all numbers are finite."""
    code = _WorkCode(name, [("ptr", "plan"), ("i64", "helps")], "i64", is_local=False)
    with code.when(code.value("icmp ne i64 %helps, 0"), ends=True):
        crew = code.entry(_Plan.CREW)
        stop = code.value(f"add i64 {crew}, {8 * Crew.STOP}")
        code.do(f"call void @take_part(ptr %plan, i64 {crew}, i64 {stop}, i64 1)")
        code.do("ret i64 0")
    parameters, longest, clips = code.entry(_Plan.PARAMETERS), code.double(_Plan.LONGEST), code.clips()
    code.set(_Plan.SCALE, "double", literal(1.0))
    pieces = code.value(f"sdiv i64 {code.value(f'add i64 {parameters}, {PIECE - 1}')}, {PIECE}")
    with code.loop(code.entry(_Plan.LAST), start=code.entry(_Plan.FIRST)) as batch:
        code.set(_Plan.BATCH, "i64", batch)
        tasks = code.task_count()
        code.share("run_task", tasks)
        code.share("gather", pieces)
        norm = _norm(code, code.at(_Plan.SQUARES), pieces)
        with code.when(clips):
            is_longer = code.value(f"fcmp ogt double {norm}, {longest}")
            shrunk = code.value(f"fdiv double {longest}, {norm}")
            scale = code.value(f"select i1 {is_longer}, double {shrunk}, double {literal(1.0)}")
            code.set(_Plan.SCALE, "double", scale)
            code.share("move", pieces)
        totals = [code.variable("double", literal(0.0)) for _ in range(2)]
        with code.loop(tasks) as task:
            row = code.address(code.at(_Plan.TOTALS), code.value(f"mul i64 {task}, 2"))
            for column, total in enumerate(totals):
                total.set(code.value(f"fadd double {total.get()}, {code.number(row, column)}"))
        report = code.address(code.at(_Plan.REPORTS), code.value(f"mul i64 {batch}, 3"))
        for k, number in enumerate((*(total.get() for total in totals), norm)):
            code.do(f"store double {number}, ptr {code.address(report, k)}, align 8")
    code.do("ret i64 0")
    return code.text(_task_text(), _gathering_text(), _moving_text(), share_text(), take_part_text())


def _norm(code: Code, squares: str, count: str) -> str:
    """The length of the gradient, from the squares of its pieces."""
    lane = code.variable(DOUBLES, "zeroinitializer")
    with code.loop(count) as piece:
        more = Lane(code, code.value(f"load {DOUBLES}, ptr {code.address(squares, piece, DOUBLES)}, align 8"))
        lane.set((Lane(code, lane.get()) + more).name)
    total = code.call("double", f"llvm.vector.reduce.fadd.v{LANES}f64", ("double", literal(0.0)), (DOUBLES, lane.get()))
    return code.call("double", "llvm.sqrt.f64", ("double", total))


_loop = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)


PIECES_WORTH = 8
"""How many pieces of the parameters there must be for another thread to pay for the step alone."""


@contextmanager
def _helped(function: Callable[[], object], crew: array[int], count: int) -> Iterator[None]:
    """Runs a function in other threads until what is inside is done, or fails; it must end when the crew says so."""
    threads = [threading.Thread(target=function, name="chalkgrad", daemon=True) for _ in range(count)]
    try:
        for thread in threads:
            with suppress(RuntimeError):  # there are no more threads: then there is less help
                thread.start()
        yield
    finally:
        crew[Crew.STOP] = 1
        _wait_for([thread for thread in threads if thread.ident is not None])


def _wait_for(threads: Sequence[threading.Thread]) -> None:
    """Waits until the threads have ended; a Ctrl-C that comes meanwhile is raised when they have."""
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        _wait_for(threads)
        raise


@dataclass(frozen=True)
class _Runs:
    """The runs of all batches.

    Attributes:
        words: `_Run` after `_Run`.
        of_batches: where each batch's tasks begin, and where those of the last end.
        of_tasks: where each task's runs begin, and where those of the last end.
        owned: what must live as long as they are used.
    """

    words: array[int]
    of_batches: array[int]
    of_tasks: array[int]
    owned: list[array[int]]


class Steps:
    """An optimizer's steps in the machine, on the parameters of a store.

    Args:
        store: where the parameters are, and what the optimizer remembers of them.
        moved: the optimizer's step.
        remembered: how many numbers it remembers of each parameter.
        threads: how many threads to use at most; None for one a processor. The numbers do not depend on it.
    """

    def __init__(self, store: Store, moved: Moved, remembered: int, threads: int | None = None) -> None:
        self.store, self._threads = store, threads or processors()
        self._update = jit.address_of("update", _update_text("update", moved, remembered))

    def by(self, gradients: Sequence[array[float]], rate: float, steps: int, longest: float) -> float | None:
        """A step by the sum of the gradient in the store and of others, added to it in their order.

        Args:
            gradients: those that come from elsewhere, an entry a parameter each.
            rate: the learning rate.
            steps: how many steps were taken before.
            longest: what the sum is clipped to.

        Returns:
            The length of the sum before clipping; None if something is not finite: then the numbers in the store are of
            no use.
        """
        filled_up = [gradient + zeros(self.store.size - len(gradient)) for gradient in gradients]
        count = 1 + len(filled_up)
        runs = _Runs(integers([0]), integers([0, count]), integers([0] * (count + 1)), [])
        reports = self.run(0, runs, [self.store.gradient, *filled_up], 1, [rate], steps, longest, [(0, 1)])
        return None if reports is None else reports.gradient_norms[0]

    def run(
        self,
        walk: int,
        runs: _Runs,
        gradients: Sequence[array[float]],
        at_once: int,
        rates: Sequence[float],
        steps: int,
        longest: float,
        portions: Iterable[tuple[int, int]],
        moved: Callable[[int], object] = lambda batches: None,
    ) -> Reports | None:
        """Runs batches, with a step after each.

        Args:
            walk: the address of what runs the samples.
            runs: the runs of all batches.
            gradients: where each task of a batch adds its gradient; the first is the store's.
            at_once: how many tasks may pay for a thread.
            rates: the learning rate of each batch.
            steps: how many steps were taken before.
            longest: what gradients are clipped to.
            portions: the first batch, and one past the last, of what is run before Python comes to itself.
            moved: is told how many batches have been run, portion by portion.
        """
        addresses = integers([address_of_array(gradient) for gradient in gradients])
        rate_words, reports = array("d", rates), zeros(3 * len(rates))
        pieces = -(-self.store.size // PIECE)
        totals, squares = zeros(2 * len(gradients)), zeros(LANES * pieces)
        crew = array("q", bytes(8 * Crew.END))
        threads = min(self._threads, max(at_once, pieces // PIECES_WORTH))
        plan = dict.fromkeys(_Plan, 0) | {
            _Plan.WALK: walk,
            _Plan.UPDATE: self._update,
            _Plan.BOUNDS: address_of_array(runs.of_batches),
            _Plan.TASKS: address_of_array(runs.of_tasks),
            _Plan.RUNS: address_of_array(runs.words),
            _Plan.RATES: address_of_array(rate_words),
            _Plan.STEPS: bits_of(float(steps)),
            _Plan.LONGEST: bits_of(longest),
            _Plan.PARAMETERS: self.store.size,
            _Plan.THETA: address_of_array(self.store.numbers),
            _Plan.GRADIENT: address_of_array(self.store.gradient),
            _Plan.GRADIENTS: address_of_array(addresses),
            _Plan.MEMORY: address_of_array(self.store.memory),
            _Plan.REPORTS: address_of_array(reports),
            _Plan.TOTALS: address_of_array(totals),
            _Plan.SQUARES: address_of_array(squares),
            _Plan.CREW: address_of_array(crew),
            _Plan.THREADS: threads,
        }
        words = array("q", [plan[entry] for entry in _Plan])
        descend = _loop(_descent_address())
        # Should Ctrl-C come where no thread can be waited for, it holds on to the memory that it works in.
        memory = (self, runs, gradients, addresses, rate_words, reports, totals, squares, crew)
        with _helped(lambda: (descend(address_of_array(words), 1), memory), crew, threads - 1):
            for first, last in portions:
                words[_Plan.FIRST], words[_Plan.LAST] = first, last
                if descend(address_of_array(words), 0):
                    return None
                moved(last - first)
                if last < len(rates):
                    self.store.gradient[:] = zeros(self.store.size)
        note_data_change()
        return Reports(*(reports[k::3].tolist() for k in range(3)))


class Descent:
    """A machine that trains: the programs of all samples, and the store in which their parameters move.

    Args:
        packing: the samples, and their programs.
        penalty: a program without arguments, run once a batch: what it gives is added to the batch's mean.
        store: where the parameters of all these programs are, and what the optimizer remembers of them.
        moved: the optimizer's step.
        remembered: how many numbers it remembers of each parameter.
        most: how many samples a batch has at most.
        threads: how many threads to use at most; None for one a processor. The numbers do not depend on it.
    """

    def __init__(
        self,
        packing: Packing,
        penalty: Program[array[float]] | None,
        store: Store,
        moved: Moved,
        remembered: int,
        most: int,
        threads: int | None = None,
    ) -> None:
        self.store, self._packing, self._most = store, packing, most
        self._penalties = [] if penalty is None else [Part(penalty, [])]
        self._parts = [*packing.parts, *self._penalties]
        self._owned: list[object] = []
        self._jobs: dict[tuple[int, int], int] = {}
        self._tasks: list[tuple[array[float], array[float], array[int]]] = []
        self._job(0, 0)
        self._steps = Steps(store, moved, remembered, threads)
        self._pace = math.inf

    def _job(self, part: int, task: int) -> int:
        """The address of what the walker is told of a part's samples in a batch's task, by their numbers."""
        if (part, task) not in self._jobs:
            self._jobs[part, task] = self._made_job(self._parts[part], *self._memory_of(task))
        return self._jobs[part, task]

    def _memory_of(self, task: int) -> tuple[array[float], array[float], array[int]]:
        """A task's gradient, and room for the results and the flags of its samples."""
        while len(self._tasks) <= task:
            outputs = max(len(part.program._machine.tape.outputs) for part in self._parts)
            gradient = zeros(self.store.size) if self._tasks else self.store.gradient
            results, flags = bytes(8 * self._most * outputs), bytes(16 * (-(-self._most // LANES) + 1))
            self._tasks.append((gradient, array("d", results), array("q", flags)))
        return self._tasks[task]

    def _made_job(self, part: Part, gradient: array[float], results: array[float], flags: array[int]) -> int:
        machine = part.program._machine
        workspace = machine.taken(-(-self._most // LANES))
        sources = placed(part.sources)
        job = dict.fromkeys(Job, 0) | machine.job() | workspace.job()
        job |= {
            Job.THETA: address_of_array(self.store.numbers),
            Job.GRADIENT: address_of_array(gradient),
            Job.SOURCES: address_of_array(sources),
            Job.SOURCE_COUNT: len(part.sources),
            Job.RESULTS: address_of_array(results),
            Job.BACKWARD: 1,
            Job.FLAGS: address_of_array(flags),
        }
        words = array("q", [job[entry] for entry in Job])
        self._owned += [workspace, sources, words]
        return address_of_array(words)

    def run(
        self,
        bounds: Sequence[int],
        orders: Sequence[Sequence[int]] | None,
        rates: Sequence[float],
        steps: int,
        longest: float,
        moved: Callable[[int], object] = lambda batches: None,
    ) -> Reports | None:
        """Runs all batches of some epochs.

        Args:
            bounds: where each batch of an epoch begins, and where the last ends.
            orders: the samples' order, epoch by epoch; None for as they stand.
            rates: the learning rate of each batch of all these epochs.
            steps: how many steps were taken before.
            longest: what gradients are clipped to.
            moved: is told how many batches have been run, every now and then.

        Returns:
            What the batches came to; None if something is not finite, or a comparison came out otherwise: then
            the numbers in the store are of no use.
        """
        epochs = len(rates) // (len(bounds) - 1)
        runs = self._runs(bounds, orders, epochs)
        for gradient, _, _ in self._tasks:
            gradient[:] = zeros(len(gradient))
        gradients = [gradient for gradient, _, _ in self._tasks]
        portions = self._paced(len(rates)) if epochs == 1 else [(0, len(rates))]  # an epoch may take long
        walk = self._packing.parts[0].program._machine.walk_address
        return self._steps.run(walk, runs, gradients, len(gradients), rates, steps, longest, portions, moved)

    def _paced(self, count: int) -> Iterator[tuple[int, int]]:
        """The batches in portions, so that Python comes to itself every now and then."""
        first = 0
        while first < count:
            last = min(count, first + (FIRST_BATCHES if math.isinf(self._pace) else max(1, int(AT_ONCE / self._pace))))
            started = time.perf_counter()
            yield first, last
            self._pace = (time.perf_counter() - started) / (last - first)
            first = last

    def _runs(self, bounds: Sequence[int], orders: Sequence[Sequence[int]] | None, epochs: int) -> _Runs:
        batches = list(itertools.pairwise(bounds))
        if len(self._packing.parts) > 1:
            return self._runs_of_parts(batches, orders or [range(bounds[-1])] * epochs)
        cut = {size: self._cut(size) for size in {b - a for a, b in batches}}
        words, owned = array("q"), []
        for order in [range(bounds[-1])] if orders is None else orders:
            numbers = integers(order)
            owned.append(numbers)
            start = address_of_array(numbers)
            for a, b in batches:
                runs = (
                    (self._job(0, task), start + 8 * (a + first), last - first, bits_of(1.0 / (b - a)), ONE)
                    for task, (first, last) in enumerate(cut[b - a])
                )
                words.extend(itertools.chain(*self._penalty_runs(b - a, start), *runs))
        if orders is None:  # there may be many thousand epochs
            words *= epochs
        counts = [len(cut[b - a]) for a, b in batches] * epochs
        of_first = 1 + len(self._penalties)
        runs_of_tasks = (1 if task else of_first for count in counts for task in range(count))
        of_batches, of_tasks = (integers([0, *itertools.accumulate(each)]) for each in (counts, runs_of_tasks))
        return _Runs(words, of_batches, of_tasks, owned)

    def _penalty_runs(self, size: int, order: int) -> list[tuple[int, int, int, int, int]]:
        """What the first task of a batch of so many samples begins with; `order` is any sample's, as none is read."""
        first = len(self._packing.parts)
        return [(self._job(first + k, 0), order, 1, ONE, bits_of(float(size))) for k in range(len(self._penalties))]

    def _cut(self, size: int) -> list[tuple[int, int]]:
        """The tasks of a batch of so many samples of one shape."""
        chunks = self._packing.parts[0].program._machine.chunks(-(-size // LANES), backward=True)
        return [(LANES * chunk.start, min(LANES * chunk.stop, size)) for chunk in chunks]

    def _runs_of_parts(self, batches: Sequence[tuple[int, int]], orders: Sequence[Sequence[int]]) -> _Runs:
        runs: list[tuple[int, int, int, int, int]] = []
        of_batches, of_tasks, numbers = [0], [0], array("q")
        for order in orders:
            for first, last in batches:
                seed = bits_of(1.0 / (last - first))
                runs += self._penalty_runs(last - first, 0)
                for task, lots in enumerate(self._dealt(self._packing.lots(order[first:last]))):
                    for part, samples in lots:
                        runs.append((self._job(part, task), 8 * len(numbers), len(samples), seed, ONE))
                        numbers.extend([self._packing.row_of[sample] for sample in samples])
                    of_tasks.append(len(runs))
                of_batches.append(len(of_tasks) - 1)
        start = address_of_array(numbers)
        words = [word for job, offset, *rest in runs for word in (job, start + offset, *rest)]
        return _Runs(integers(words), integers(of_batches), integers(of_tasks), [numbers])

    def _dealt(self, lots: Sequence[tuple[int, list[int]]]) -> list[list[tuple[int, list[int]]]]:
        """A batch's lots of samples, dealt out to tasks that take about as long."""
        machines = [self._packing.parts[part].program._machine for part, _ in lots]
        seconds = [machine.seconds(-(-len(samples) // LANES)) for machine, (_, samples) in zip(machines, lots)]
        count = min(len(lots), machines[0].chunks_worthwhile(sum(seconds)))
        if count == 1:
            return [list(lots)]
        tasks: dict[int, list[tuple[int, list[int]]]] = {}
        done = 0.0
        for lot, time_taken in zip(lots, seconds):
            tasks.setdefault(int(count * (done + time_taken / 2) / sum(seconds)), []).append(lot)
            done += time_taken
        return list(tasks.values())
