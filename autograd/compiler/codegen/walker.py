"""The machine code around the steps: it loads a block of samples, walks the tape forward, and backward again.

The graph is data: a tape of steps, each `STEP_WORDS` 64-bit words, of which the first two are the addresses of the
step's forward and backward case. One walker serves all graphs.
"""

from __future__ import annotations

from enum import IntEnum

from autograd.compiler.codegen.ir import Code, Variable
from autograd.compiler.codegen.lanes import BOOLEANS, DOUBLES, LANES, Lane, Mask, lanes_below, literal, splat
from autograd.compiler.codegen.operations import CASE, Status

__all__ = ["STEP_WORDS", "Job", "Source", "walker_text"]

STEP_WORDS = 16


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


class Source(IntEnum):
    """Where some of a sample's inputs come from: a matrix with a row a sample, however it lies in memory."""

    ADDRESS = 0
    ROW_STRIDE = 1
    COLUMN_STRIDE = 2
    COLUMNS = 3
    FIRST_SLOT = 4


def walker_text(name: str) -> str:
    """`i64 walk(ptr job)`: runs the job's samples, block by block; gives 0 if no lane was suspect and none diverged."""
    code = Code(name, [("ptr", "job")], "i64")
    field = {job: code.integer("%job", job) for job in Job}
    pointers = (Job.VALUES, Job.ADJOINTS, Job.THETA, Job.GRADIENT, Job.STATUS, Job.TAPE)
    at = {job: code.value(f"inttoptr i64 {field[job]} to ptr") for job in pointers}
    flags = code.pointer("%job", Job.FLAGS)
    anything = code.variable("i64", "0")
    with code.loop(field[Job.LAST_SAMPLE], start=field[Job.FIRST_SAMPLE], by=LANES) as first:
        left = code.value(f"sub i64 {field[Job.LAST_SAMPLE]}, {first}")
        is_whole = code.value(f"icmp sgt i64 {left}, {LANES}")
        valid = code.value(f"select i1 {is_whole}, i64 {LANES}, i64 {left}")
        for where, number in ((Status.DIVERGED, "0"), (Status.VALID, valid)):
            code.do(f"store i64 {number}, ptr {code.address(at[Job.STATUS], where, 'i64')}, align 8")
        _load_samples(code, field, at, first, valid)
        with code.loop(field[Job.STEPS]) as step:
            _run(code, at, step, 0)
        _store_outputs(code, field, at, first, valid)
        with code.when(code.value(f"icmp ne i64 {field[Job.BACKWARD]}, 0")):
            _walk_back(code, field, at, first, valid)
        _report(code, field, at, first, flags, anything)
    code.do(f"ret i64 {anything.get()}")
    return code.text()


def _run(code: Code, at: dict[Job, str], step: str, case: int) -> None:
    words = code.address(at[Job.TAPE], code.value(f"mul i64 {step}, {STEP_WORDS}"), "i64")
    function = code.pointer(words, case)
    given = (at[Job.VALUES], at[Job.ADJOINTS], at[Job.THETA], at[Job.GRADIENT], words, at[Job.STATUS])
    code.do(f"call void {function}({', '.join(f'{kind} {name}' for (kind, _), name in zip(CASE, given))})")


def _load_samples(code: Code, field: dict[Job, str], at: dict[Job, str], first: str, valid: str) -> None:
    """A lane a column. Lanes beyond the last sample repeat it, so that they meet nothing that it doesn't."""
    sources, order = code.pointer("%job", Job.SOURCES), code.pointer("%job", Job.ORDER)
    is_ordered = code.value(f"icmp ne i64 {field[Job.ORDER]}, 0")
    last = code.value(f"sub i64 {valid}, 1")
    samples = []
    for k in range(LANES):
        is_inside = code.value(f"icmp slt i64 {k}, {last}")
        place = code.value(f"add i64 {first}, {code.value(f'select i1 {is_inside}, i64 {k}, i64 {last}')}")
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
            code.store(at[Job.VALUES], code.value(f"add i64 {slot}, {column}"), Lane(code, lane))
    bits = code.value(f"bitcast {BOOLEANS} {unusual.get()} to i{LANES}")
    place = code.address(at[Job.STATUS], Status.SUSPECTS, "i64")
    code.do(f"store i64 {code.value(f'zext i{LANES} {bits} to i64')}, ptr {place}, align 8")


def _store_outputs(code: Code, field: dict[Job, str], at: dict[Job, str], first: str, valid: str) -> None:
    slots, results = code.pointer("%job", Job.OUTPUT_SLOTS), code.pointer("%job", Job.RESULTS)
    with code.loop(field[Job.OUTPUTS]) as output:
        source = code.value(f"mul i64 {code.integer(slots, output)}, {LANES}")
        with code.loop(valid) as k:
            number = code.number(at[Job.VALUES], code.value(f"add i64 {source}, {k}"))
            row = code.value(f"mul i64 {code.value(f'add i64 {first}, {k}')}, {field[Job.OUTPUTS]}")
            place = code.address(results, code.value(f"add i64 {row}, {output}"))
            code.do(f"store double {number}, ptr {place}, align 8")


def _walk_back(code: Code, field: dict[Job, str], at: dict[Job, str], first: str, valid: str) -> None:
    nothing = Lane(code, splat(f"double {literal(0.0)}"))
    with code.loop(field[Job.SLOTS]) as slot:
        code.store(at[Job.ADJOINTS], slot, nothing)
    slot = code.integer(code.pointer("%job", Job.OUTPUT_SLOTS), 0)
    mask = lanes_below(code, valid)
    seed = code.spread(code.value(f"bitcast i64 {field[Job.SEED]} to double")).name
    seeds = code.value(f"select {BOOLEANS} {mask}, {DOUBLES} {seed}, {DOUBLES} {nothing.name}")
    code.store(at[Job.ADJOINTS], slot, Lane(code, seeds))
    with code.loop(field[Job.STEPS]) as done:
        step = code.value(f"sub i64 {code.value(f'sub i64 {field[Job.STEPS]}, 1')}, {done}")
        _run(code, at, step, 1)
    gradients = code.pointer("%job", Job.INPUT_GRADIENTS)
    with code.when(code.value(f"icmp ne i64 {field[Job.INPUT_GRADIENTS]}, 0")), code.loop(valid) as sample:
        row = code.value(f"mul i64 {code.value(f'add i64 {first}, {sample}')}, {field[Job.INPUTS]}")
        with code.loop(field[Job.INPUTS]) as slot:
            lane = code.value(f"add i64 {code.value(f'mul i64 {slot}, {LANES}')}, {sample}")
            place = code.address(gradients, code.value(f"add i64 {row}, {slot}"))
            code.do(f"store double {code.number(at[Job.ADJOINTS], lane)}, ptr {place}, align 8")


def _report(code: Code, field: dict[Job, str], at: dict[Job, str], first: str, flags: str, anything: Variable) -> None:
    begun = code.value(f"sub i64 {first}, {field[Job.FIRST_SAMPLE]}")
    block = code.value(f"mul i64 {code.value(f'sdiv i64 {begun}, {LANES}')}, 2")
    for k, where in enumerate((Status.SUSPECTS, Status.DIVERGED)):
        lanes = code.integer(at[Job.STATUS], where)
        place = code.address(flags, code.value(f"add i64 {block}, {k}"), "i64")
        code.do(f"store i64 {lanes}, ptr {place}, align 8")
        anything.set(code.value(f"or i64 {anything.get()}, {lanes}"))
