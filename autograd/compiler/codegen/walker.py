"""The machine code around the steps: it loads blocks of samples, walks the tape forward, and backward again.

The graph is data: a tape of steps, each `STEP_WORDS` 64-bit words, of which the first two are the addresses of the
step's forward and backward case. Some blocks of samples, each with slots of its own, go through a step before the next
step's turn: one after the other, or where the step says that it takes them all, at once. One walker serves all graphs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

from autograd.compiler.codegen.ir import Code, Variable
from autograd.compiler.codegen.lanes import BOOLEANS, DOUBLES, LANES, Lane, Mask, lanes_below, literal, splat
from autograd.compiler.codegen.operations import CASE, Status

__all__ = ["STEP_WORDS", "TAKES_ALL", "Job", "Source", "walker_text"]

STEP_WORDS = 16
TAKES_ALL = STEP_WORDS - 1
"""Which word says that the step takes all blocks at once."""


class Job(IntEnum):
    """What the walker is told: 64-bit integers, pointers among them."""

    VALUES = 0
    ADJOINTS = 1
    THETA = 2
    GRADIENT = 3
    TAPE = 4
    STEPS = 5
    STATUS = 6
    SOURCES = 7
    """Pointer to where the samples come from, `Source` after `Source`."""
    SOURCE_COUNT = 8
    ORDER = 9
    """Pointer to the samples' numbers in the order they are wanted; 0: as they stand."""
    FIRST_SAMPLE = 10
    LAST_SAMPLE = 11
    """One past the last."""
    OUTPUT_SLOTS = 12
    OUTPUTS = 13
    RESULTS = 14
    """Pointer to what the outputs come to, sample by sample."""
    SEED = 15
    """The adjoint of the first output, a double."""
    BACKWARD = 16
    """Whether to walk back."""
    INPUT_GRADIENTS = 17
    """Pointer to where the inputs' gradients go, sample by sample; 0: not wanted."""
    INPUTS = 18
    """How many inputs there are; they have the first slots."""
    SLOTS = 19
    FLAGS = 20
    """Pointer to two words a block: the suspect and the diverged lanes."""
    WIDTH = 21
    """How many blocks go through a step together, at most."""
    APART = 22
    """How many slots the blocks are apart."""


class Source(IntEnum):
    """Where some of a sample's inputs come from: a matrix with a row a sample, however it lies in memory."""

    ADDRESS = 0
    ROW_STRIDE = 1
    COLUMN_STRIDE = 2
    COLUMNS = 3
    FIRST_SLOT = 4


@dataclass(frozen=True)
class _Block:
    """A block of samples, as it is being written: its memory, its first sample, and how many samples it has."""

    values: str
    adjoints: str
    status: str
    first: str
    valid: str


class _Walk:
    """The walker, as it is being written: the job's words, and where what they point to is."""

    def __init__(self, name: str) -> None:
        self.code = code = Code(name, [("ptr", "job")], "i64")
        self.field = {job: code.integer("%job", job) for job in Job}
        pointers = (Job.VALUES, Job.ADJOINTS, Job.THETA, Job.GRADIENT, Job.STATUS, Job.TAPE)
        self.at = {job: code.value(f"inttoptr i64 {self.field[job]} to ptr") for job in pointers}

    def memory(self, block: str) -> tuple[str, str, str]:
        """The values, the adjoints and the status of a block."""
        code = self.code
        slot = code.value(f"mul i64 {block}, {self.field[Job.APART]}")
        values, adjoints = (code.address(self.at[job], slot, DOUBLES) for job in (Job.VALUES, Job.ADJOINTS))
        return values, adjoints, code.address(self.at[Job.STATUS], code.value(f"mul i64 {block}, {len(Status)}"), "i64")

    @contextmanager
    def blocks(self, first: str, count: str) -> Iterator[_Block]:
        """Repeats what is emitted inside for each of `count` blocks, the first of which begins at sample `first`."""
        code = self.code
        with code.loop(count) as block:
            sample = code.value(f"add i64 {first}, {code.value(f'mul i64 {block}, {LANES}')}")
            left = code.value(f"sub i64 {self.field[Job.LAST_SAMPLE]}, {sample}")
            valid = code.call("i64", "llvm.smin.i64", ("i64", left), ("i64", str(LANES)))
            yield _Block(*self.memory(block), sample, valid)

    def run(self, step: str, case: int, blocks: str) -> None:
        """Runs a step, forward or backward, on all blocks."""
        code = self.code
        words = code.address(self.at[Job.TAPE], code.value(f"mul i64 {step}, {STEP_WORDS}"), "i64")
        function = code.pointer(words, case)
        self._call(function, words, "0")
        with code.when(code.value(f"icmp sgt i64 {blocks}, 1")):
            takes_all = code.value(f"icmp ne i64 {code.integer(words, TAKES_ALL)}, 0")
            with code.loop(code.value(f"select i1 {takes_all}, i64 1, i64 {blocks}"), start=1) as block:
                self._call(function, words, block)

    def _call(self, function: str, words: str, block: str) -> None:
        values, adjoints, status = self.memory(block)
        given = (values, adjoints, self.at[Job.THETA], self.at[Job.GRADIENT], words, status)
        self.code.do(f"call void {function}({', '.join(f'{kind} {name}' for (kind, _), name in zip(CASE, given))})")


def walker_text(name: str) -> str:
    """`i64 walk(ptr job)`: runs the job's samples, block by block; gives 0 if no lane was suspect and none diverged."""
    walk = _Walk(name)
    code, field = walk.code, walk.field
    flags = code.pointer("%job", Job.FLAGS)
    anything = code.variable("i64", "0")
    together = code.value(f"mul i64 {field[Job.WIDTH]}, {LANES}")
    with code.loop(field[Job.LAST_SAMPLE], start=field[Job.FIRST_SAMPLE], by=together) as first:
        left = code.value(f"sub i64 {field[Job.LAST_SAMPLE]}, {first}")
        needed = code.value(f"sdiv i64 {code.value(f'add i64 {left}, {LANES - 1}')}, {LANES}")
        blocks = code.call("i64", "llvm.smin.i64", ("i64", needed), ("i64", field[Job.WIDTH]))
        with walk.blocks(first, blocks) as block:
            entries = ((Status.DIVERGED, "0"), (Status.VALID, block.valid), (Status.BLOCKS, blocks))
            for where, number in (*entries, (Status.APART, field[Job.APART])):
                code.do(f"store i64 {number}, ptr {code.address(block.status, where, 'i64')}, align 8")
            _load_samples(walk, block)
        with code.loop(field[Job.STEPS]) as step:
            walk.run(step, 0, blocks)
        with walk.blocks(first, blocks) as block:
            _store_outputs(walk, block)
        with code.when(code.value(f"icmp ne i64 {field[Job.BACKWARD]}, 0")):
            _walk_back(walk, first, blocks)
        with walk.blocks(first, blocks) as block:
            _report(walk, block, flags, anything)
    code.do(f"ret i64 {anything.get()}")
    return code.text()


def _load_samples(walk: _Walk, block: _Block) -> None:
    """A lane a column. Lanes beyond the last sample repeat it, so that they meet nothing that it doesn't."""
    code, field = walk.code, walk.field
    sources, order = code.pointer("%job", Job.SOURCES), code.pointer("%job", Job.ORDER)
    is_ordered = code.value(f"icmp ne i64 {field[Job.ORDER]}, 0")
    last = code.value(f"sub i64 {block.valid}, 1")
    samples = []
    for k in range(LANES):
        is_inside = code.value(f"icmp slt i64 {k}, {last}")
        place = code.value(f"add i64 {block.first}, {code.value(f'select i1 {is_inside}, i64 {k}, i64 {last}')}")
        sample = code.variable("i64", place)
        with code.when(is_ordered):
            sample.set(code.integer(order, place))
        samples.append(sample.get())
    unusual = code.variable(BOOLEANS, "zeroinitializer")
    with code.loop(field[Job.SOURCE_COUNT]) as source:
        words = code.address(sources, code.value(f"mul i64 {source}, {len(Source)}"), "i64")
        data = code.pointer(words, Source.ADDRESS)
        stride, step = code.integer(words, Source.ROW_STRIDE), code.integer(words, Source.COLUMN_STRIDE)
        slot = code.integer(words, Source.FIRST_SLOT)
        rows = [code.address(data, code.value(f"mul i64 {sample}, {stride}")) for sample in samples]
        with code.loop(code.integer(words, Source.COLUMNS)) as column:
            offset = code.value(f"mul i64 {column}, {step}")
            lane = "poison"
            for k, row in enumerate(rows):
                lane = code.value(f"insertelement {DOUBLES} {lane}, double {code.number(row, offset)}, i64 {k}")
            unusual.set((Mask(code, unusual.get()) | ~Lane(code, lane).is_finite()).name)
            code.store(block.values, code.value(f"add i64 {slot}, {column}"), Lane(code, lane))
    bits = code.value(f"bitcast {BOOLEANS} {unusual.get()} to i{LANES}")
    place = code.address(block.status, Status.SUSPECTS, "i64")
    code.do(f"store i64 {code.value(f'zext i{LANES} {bits} to i64')}, ptr {place}, align 8")


def _store_outputs(walk: _Walk, block: _Block) -> None:
    code, outputs = walk.code, walk.field[Job.OUTPUTS]
    slots, results = code.pointer("%job", Job.OUTPUT_SLOTS), code.pointer("%job", Job.RESULTS)
    with code.loop(outputs) as output:
        source = code.value(f"mul i64 {code.integer(slots, output)}, {LANES}")
        with code.loop(block.valid) as k:
            number = code.number(block.values, code.value(f"add i64 {source}, {k}"))
            row = code.value(f"mul i64 {code.value(f'add i64 {block.first}, {k}')}, {outputs}")
            place = code.address(results, code.value(f"add i64 {row}, {output}"))
            code.do(f"store double {number}, ptr {place}, align 8")


def _walk_back(walk: _Walk, first: str, blocks: str) -> None:
    code, field = walk.code, walk.field
    nothing = Lane(code, splat(f"double {literal(0.0)}"))
    wants_inputs = code.value(f"icmp ne i64 {field[Job.INPUT_GRADIENTS]}, 0")
    differentiated = code.value(f"select i1 {wants_inputs}, i64 0, i64 {field[Job.INPUTS]}")
    output = code.integer(code.pointer("%job", Job.OUTPUT_SLOTS), 0)
    seed = code.spread(code.value(f"bitcast i64 {field[Job.SEED]} to double")).name
    with walk.blocks(first, blocks) as block:
        with code.loop(field[Job.SLOTS], start=differentiated) as slot:
            code.store(block.adjoints, slot, nothing)
        mask = lanes_below(code, block.valid)
        seeds = code.value(f"select {BOOLEANS} {mask}, {DOUBLES} {seed}, {DOUBLES} {nothing.name}")
        code.store(block.adjoints, output, Lane(code, seeds))
    with code.loop(field[Job.STEPS]) as done:
        walk.run(code.value(f"sub i64 {code.value(f'sub i64 {field[Job.STEPS]}, 1')}, {done}"), 1, blocks)
    gradients = code.pointer("%job", Job.INPUT_GRADIENTS)
    with code.when(wants_inputs), walk.blocks(first, blocks) as block, code.loop(block.valid) as sample:
        row = code.value(f"mul i64 {code.value(f'add i64 {block.first}, {sample}')}, {field[Job.INPUTS]}")
        with code.loop(field[Job.INPUTS]) as slot:
            lane = code.value(f"add i64 {code.value(f'mul i64 {slot}, {LANES}')}, {sample}")
            place = code.address(gradients, code.value(f"add i64 {row}, {slot}"))
            code.do(f"store double {code.number(block.adjoints, lane)}, ptr {place}, align 8")


def _report(walk: _Walk, block: _Block, flags: str, anything: Variable) -> None:
    code = walk.code
    begun = code.value(f"sub i64 {block.first}, {walk.field[Job.FIRST_SAMPLE]}")
    entry = code.value(f"mul i64 {code.value(f'sdiv i64 {begun}, {LANES}')}, 2")
    for k, where in enumerate((Status.SUSPECTS, Status.DIVERGED)):
        lanes = code.integer(block.status, where)
        place = code.address(flags, code.value(f"add i64 {entry}, {k}"), "i64")
        code.do(f"store i64 {lanes}, ptr {place}, align 8")
        anything.set(code.value(f"or i64 {anything.get()}, {lanes}"))
