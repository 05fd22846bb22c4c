"""A tape made ready to run on this processor, and run: over all samples, in chunks that threads may share."""

from __future__ import annotations

import ctypes
import itertools
import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from autograd.compiler.codegen import jit
from autograd.compiler.codegen.comparing import CONDITIONS, comparison_forward_text
from autograd.compiler.codegen.dense import dense_backward_text, dense_forward_text, scratch_lanes
from autograd.compiler.codegen.lanes import LANES
from autograd.compiler.codegen.operations import Status, nothing_text
from autograd.compiler.codegen.parameters import (
    inner_backward_text,
    inner_forward_text,
    pick_backward_text,
    pick_forward_text,
    spread_backward_text,
    spread_forward_text,
)
from autograd.compiler.codegen.rows import backward_text, forward_text
from autograd.compiler.codegen.walker import STEP_WORDS, TAKES_ALL, Job, Source, walker_text
from autograd.compiler.run.adding import add_to
from autograd.compiler.run.buffers import LaneMemory, Matrix, address_of_array, integers, zeros
from autograd.compiler.tape.steps import Case, Tape
from autograd.shared.processors import processors

__all__ = ["Machine", "RunResults", "Workspace", "bits_of", "case_texts", "placed"]

MOST_TOGETHER = 8
"""How many blocks go through a step together at most: every weight that a layer loads then serves 64 samples."""
NEAR_MEMORY = 16_000
"""How many bytes the slots of blocks that run together may take, beside four times the parameters' own."""
MOST_CHUNKS = 16
CHUNK_MEMORY = 64_000_000
"""Bytes that the chunks' gradients may take together."""
CHUNK_SECONDS = 1e-4
"""How long a chunk takes at least, that is worth a thread."""
SLOT_SECONDS, PARAMETER_SECONDS, GRADIENT_SECONDS = 4e-9, 1e-10, 3.5e-9
"""What a sample takes for each slot and each parameter, and a chunk for each parameter's own gradient: guesses."""


@dataclass(frozen=True)
class RunResults:
    """What a run gave.

    Attributes:
        results: the outputs, sample by sample.
        gradient: that of every parameter, summed over the samples; () unless asked for.
        input_gradients: those of the inputs, sample by sample; () unless asked for.
        suspects: the samples in which something is not finite, in order.
        diverged: the samples in which a comparison came out otherwise than recorded, in order.
    """

    results: array[float]
    gradient: array[float]
    input_gradients: array[float]
    suspects: list[int]
    diverged: list[int]


def case_texts(case: Case) -> tuple[tuple[str, str], tuple[str, str]]:
    """Name and IR of a case's forward and of its backward code."""
    name = case.kind if case.operation is None else case.operation.name
    forward, backward = f"{name}_forward", f"{name}_backward"
    if case.kind == "row" and case.operation is not None:
        texts = (
            forward_text(case.operation, forward, case.access),
            backward_text(case.operation, backward, case.access, case.wanted),
        )
    elif case.kind == "dense":
        texts = dense_forward_text(forward), dense_backward_text(backward)
    elif case.kind == "spread":
        texts = spread_forward_text(forward), spread_backward_text(backward)
    elif case.kind == "inner":
        texts = inner_forward_text(forward), inner_backward_text(backward)
    elif case.kind == "pick":
        texts = pick_forward_text(forward), pick_backward_text(backward, wants_number=case.wanted[1])
    elif case.kind in CONDITIONS:
        texts = comparison_forward_text(case.kind, forward), nothing_text(backward)
    else:
        raise ValueError(f"expected a known kind of step, got {case.kind!r}")
    return (forward, texts[0]), (backward, texts[1] if any(case.wanted) else nothing_text(backward))


@cache
def _addresses_of(case: Case) -> tuple[int, int]:
    forward, backward = case_texts(case)
    return jit.address_of(*forward), jit.address_of(*backward)


@cache
def _walker_address() -> int:
    return jit.address_of("walk", walker_text("walk"))


_walker = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)


class Machine:
    """A tape with the machine code of its steps.

    Args:
        tape: the tape.
        inputs: how many inputs it has.
        parameters: how many parameters.
    """

    def __init__(self, tape: Tape, inputs: int, parameters: int) -> None:
        self.tape = tape
        self.inputs, self.parameters = inputs, parameters
        self._tables = integers(tape.tables)
        self._words = self._assembled()
        self._output_slots = integers(tape.outputs)
        self.walk_address = _walker_address()
        self._walk = _walker(self.walk_address)
        self.width = self._most_together()
        self._free: list[Workspace] = []

    def _most_together(self) -> int:
        """Blocks together save reading the weights again, which pays while their own slots are about as near."""
        near = NEAR_MEMORY + 4 * 8 * self.parameters
        return max(1, min(MOST_TOGETHER, near // (2 * 8 * LANES * self.tape.slots)))

    def _assembled(self) -> array[int]:
        """The tape's words, with addresses in place of cases and lists."""
        words = integers(self.tape.words)
        addresses = list(zip(*map(_addresses_of, self.tape.cases)))
        cases = self.tape.words[::STEP_WORDS]
        for k, column in enumerate(addresses):
            words[k::STEP_WORDS] = array("q", map(column.__getitem__, cases))
        takes_all = [int(case.kind == "dense") for case in self.tape.cases]
        words[TAKES_ALL::STEP_WORDS] = array("q", map(takes_all.__getitem__, cases))
        tables = address_of_array(self._tables)
        for place in self.tape.pointers:
            words[place] = tables + 8 * words[place]
        return words

    def run(
        self,
        sources: Sequence[Matrix],
        count: int,
        theta: Matrix,
        *,
        order: array[int] | None = None,
        seed: float = 1.0,
        backward: bool = False,
        wants_inputs: bool = False,
        threads: int | None = None,
    ) -> RunResults:
        """Runs the tape on `count` samples; the numbers do not depend on `threads`.

        Args:
            sources: where the inputs come from, in order.
            count: how many samples.
            theta: the parameters, as one column.
            order: which samples, as many as `count`; None for all as they stand.
            seed: the adjoint of the first output in each sample.
            backward: whether to differentiate.
            wants_inputs: whether the inputs' gradients are kept.
            threads: how many threads to use at most; None for one a processor.
        """
        results = zeros(count * len(self.tape.outputs))
        input_gradients = zeros(count * self.inputs if wants_inputs else 0)
        flags = array("q", bytes(16 * -(-count // LANES)))
        blocks = -(-count // LANES)
        chunks = self.chunks(blocks, backward=backward)
        gradients = [zeros(self.parameters if backward else 0) for _ in chunks]
        sources_words = placed(sources)
        shared = {
            **self.job(),
            Job.THETA: theta.address,
            Job.SOURCES: address_of_array(sources_words),
            Job.SOURCE_COUNT: len(sources),
            Job.ORDER: 0 if order is None else address_of_array(order),
            Job.RESULTS: address_of_array(results),
            Job.SEED: bits_of(seed),
            Job.BACKWARD: int(backward),
            Job.INPUT_GRADIENTS: address_of_array(input_gradients) if wants_inputs else 0,
        }

        def run_chunk(k: int) -> int:
            own = {
                Job.GRADIENT: address_of_array(gradients[k]),
                Job.FIRST_SAMPLE: LANES * chunks[k].start,
                Job.LAST_SAMPLE: min(LANES * chunks[k].stop, count),
                Job.FLAGS: address_of_array(flags) + 16 * chunks[k].start,
            }
            return self._run_job({**shared, **own})

        workers = min(threads or processors(), len(chunks))
        if workers == 1:
            flagged = [run_chunk(k) for k in range(len(chunks))]
        else:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(workers) as pool:
                flagged = list(pool.map(run_chunk, range(len(chunks))))
        suspects, diverged = _flagged(flags, count) if any(flagged) else ([], [])
        gradient = gradients[0] if gradients else array("d")
        for other in gradients[1:]:
            add_to(gradient, other)
        return RunResults(results, gradient, input_gradients, suspects, diverged)

    def job(self) -> dict[Job, int]:
        """What is the same in every run."""
        return {
            Job.TAPE: address_of_array(self._words),
            Job.STEPS: self.tape.length,
            Job.OUTPUT_SLOTS: address_of_array(self._output_slots),
            Job.OUTPUTS: len(self.tape.outputs),
            Job.INPUTS: self.inputs,
            Job.SLOTS: self.tape.slots,
        }

    def seconds(self, blocks: int) -> float:
        """How long so many blocks take, forward and backward: a guess, the same on every machine."""
        return LANES * blocks * (SLOT_SECONDS * self.tape.slots + PARAMETER_SECONDS * self.parameters)

    def chunks_worthwhile(self, seconds: float) -> int:
        """In how many chunks with gradients of their own the work is cut, the same for any number of threads."""
        worth = max(CHUNK_SECONDS, GRADIENT_SECONDS * self.parameters)
        most = max(1, CHUNK_MEMORY // (8 * self.parameters + 1))
        return max(1, min(MOST_CHUNKS, most, int(seconds / worth)))

    def chunks(self, blocks: int, *, backward: bool) -> list[range]:
        """Runs of blocks, the same for any number of threads."""
        seconds = self.seconds(blocks)
        number = self.chunks_worthwhile(seconds) if backward else int(seconds / 3 / CHUNK_SECONDS)
        number = max(1, min(MOST_CHUNKS, number, blocks))
        bounds = [blocks * k // number for k in range(number + 1)]
        return [range(a, b) for a, b in itertools.pairwise(bounds)]

    def _run_job(self, job: dict[Job, int]) -> int:
        workspace = self.taken(-(-(job[Job.LAST_SAMPLE] - job[Job.FIRST_SAMPLE]) // LANES))
        job = {**job, **workspace.job()}
        words = array("q", [job[name] for name in Job])
        anything: int = self._walk(address_of_array(words))
        self.give_back(workspace)
        return anything

    def give_back(self, workspace: Workspace) -> None:
        """For the next run."""
        self._free.append(workspace)

    def taken(self, blocks: int) -> Workspace:
        """Memory for a run of so many blocks: some that was used before, or new."""
        width = min(blocks, self.width)
        try:
            workspace = self._free.pop()
        except IndexError:
            return Workspace(self.tape, width)
        return workspace if workspace.width >= width else Workspace(self.tape, width)


class Workspace:
    """What a walk works in: values and adjoints, a slot each, scratch and status of the blocks that run together.

    Args:
        tape: what is run.
        width: how many blocks run together.
    """

    def __init__(self, tape: Tape, width: int) -> None:
        self.width = width
        self.apart = tape.slots + LANES | 1  # a layer reads some lanes beyond; odd, so that blocks share no cache lines
        self._values, self._adjoints = LaneMemory(width * self.apart), LaneMemory(width * self.apart)
        layers = {number for number, case in enumerate(tape.cases) if case.kind == "dense"}
        cases_and_rows = zip(tape.words[::STEP_WORDS], tape.words[2::STEP_WORDS])
        rows = [count for case, count in cases_and_rows if case in layers]
        self._scratch = LaneMemory(scratch_lanes(max(rows, default=0), width))
        self._status = array("q", bytes(8 * len(Status) * width))
        self._status[Status.SCRATCH] = self._scratch.address
        for slot, number in tape.constants.items():
            self._values.fill(slot, number)
        size = 8 * LANES * self.apart
        for block in range(1, width):
            ctypes.memmove(self._values.address + size * block, self._values.address, size)

    def job(self) -> dict[Job, int]:
        """Where it is, for the walker."""
        return {
            Job.VALUES: self._values.address,
            Job.ADJOINTS: self._adjoints.address,
            Job.STATUS: address_of_array(self._status),
            Job.WIDTH: self.width,
            Job.APART: self.apart,
        }


def placed(sources: Sequence[Matrix]) -> array[int]:
    """The sources as the walker reads them: the first inputs come from the first, and so on."""
    slot, words = 0, array("q")
    for source in sources:
        fields = {
            Source.ADDRESS: source.address,
            Source.ROW_STRIDE: source.row_stride,
            Source.COLUMN_STRIDE: source.column_stride,
            Source.COLUMNS: source.columns,
            Source.FIRST_SLOT: slot,
        }
        words.extend(fields[name] for name in Source)
        slot += source.columns
    return words or array("q", (0,))


def bits_of(number: float) -> int:
    """The bits of a double, as an integer."""
    bits: int = struct.unpack("q", struct.pack("d", number))[0]
    return bits


def _flagged(flags: array[int], count: int) -> tuple[list[int], list[int]]:
    lists: tuple[list[int], list[int]] = ([], [])
    for k, bits in enumerate(flags):
        if bits:
            block = LANES * (k // 2)
            lists[k % 2].extend(block + lane for lane in range(LANES) if bits >> lane & 1 and block + lane < count)
    return lists
