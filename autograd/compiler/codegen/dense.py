"""The machine code of a layer: many `dot` rows on the same inputs, as one step, on all blocks of samples at once.

z_r = Σ_i w_ri·x_i + b_r, for all rows r. The weights of a row stand side by side in `theta`, the bias after them; rows
are a stride apart. Each sum runs from the first term to the last, as it would alone; every product is added to it
unrounded where the processor can do that (fused). What is blocked is only which sums advance together: a tile of them stays
in the processor's registers, so that a number that was loaded serves several, and a tile goes `DEPTH` terms deep, so that
what the next tile needs again is still in the first-level cache.

| word | meaning                                                     | letter |
| ---- | ----------------------------------------------------------- | ------ |
| 2    | how many rows                                               | M      |
| 3    | how many inputs                                             | N      |
| 4    | slot of the first input; the others follow                  | x      |
| 5    | slot of the first result; the others follow                 | z      |
| 6    | place in theta of the first row's first weight              |        |
| 7    | how far rows are apart there                                |        |
| 8    | 1 if each row has a bias after its weights, otherwise 0     |        |
| 9    | 1 if the inputs' adjoints are wanted                        |        |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from autograd.compiler.codegen import jit
from autograd.compiler.codegen.ir import Code, Variable
from autograd.compiler.codegen.lanes import BOOLEANS, DOUBLES, LANES, Lane, lanes_below, literal, splat
from autograd.compiler.codegen.operations import CaseCode, Status

__all__ = ["SCRATCH", "dense_backward_text", "dense_forward_text", "spread_backward_text", "spread_forward_text"]

DEPTH = 96
"""How many terms of its sums a tile adds before the next tile's turn."""
PANEL = 4 * LANES
"""How many parameters of a row have their gradients computed together, from inputs laid out sample by sample."""
SCRATCH = PANEL
"""How many lanes of scratch a block of samples needs."""


@cache
def _tile() -> tuple[Sequence[int], Sequence[int]]:
    """How many rows and how many lanes of each a tile may have: what fits into registers first, then what remains."""
    return ((4, 2, 1), (4, 2, 1)) if jit.has_feature("avx512f") else ((6, 4, 2, 1), (1,))


def _least(code: Code, a: str, b: str | int) -> str:
    return code.call("i64", "llvm.smin.i64", ("i64", a), ("i64", str(b)))


def _plus_product(code: Code, total: Variable, a: Lane, b: Lane) -> None:
    """total += a·b, rounded once where the processor can, otherwise after the product too."""
    factors = [(DOUBLES, name) for name in (a.name, b.name, total.get())]
    total.set(code.call(DOUBLES, f"llvm.fmuladd.v{LANES}f64", *factors))


def _groups(code: Code, count: str, sizes: Sequence[int], write: Callable[[str, int], None]) -> None:
    """Writes what is done for `count` things in groups of these sizes: `write` gets the first and how many."""
    done = "0"
    for size in sizes:
        left = code.value(f"sub i64 {count}, {done}")
        whole = code.value(f"sub i64 {left}, {code.value(f'urem i64 {left}, {size}')}")
        end = code.value(f"add i64 {done}, {whole}")
        with code.loop(end, start=done, by=size) as first:
            write(first, size)
        done = end


class _Layer:
    """The step's words, read, and where the blocks of samples are."""

    def __init__(self, code: CaseCode) -> None:
        self.code = code
        names = ("rows", "inputs", "x", "z", "theta", "stride", "has_bias", "wants_x")
        words = {name: code.integer("%words", k) for k, name in enumerate(names, start=2)}
        self.rows, self.inputs, self.x, self.z = words["rows"], words["inputs"], words["x"], words["z"]
        self.theta, self.stride, self.has_bias = words["theta"], words["stride"], words["has_bias"]
        self.wants_x = words["wants_x"]
        self.blocks, self.apart = code.integer("%status", Status.BLOCKS), code.integer("%status", Status.APART)

    def sum(self, a: str | int, b: str | int) -> str:
        return self.code.value(f"add i64 {a}, {b}")

    def starts(self, base: str, row: str, size: int) -> list[str]:
        """Where in `theta` or `gradient` rows begin: `size` of them, from `row` on."""
        offset = self.code.value(f"mul i64 {self.stride}, {row}")
        places = [self.sum(self.theta, offset)]
        for _ in range(size - 1):
            places.append(self.sum(places[-1], self.stride))
        return [self.code.address(base, place) for place in places]

    def lanes(self, base: str, slot: str, block: str, size: int) -> list[str]:
        """The address of a slot in each of `size` blocks, from `block` on."""
        place = self.sum(self.code.value(f"mul i64 {self.apart}, {block}"), slot)
        places = [place]
        for _ in range(size - 1):
            places.append(self.sum(places[-1], self.apart))
        return [self.code.address(base, place, DOUBLES) for place in places]

    def tiles(self, rows: str, write: Callable[[str, int, str, int], None]) -> None:
        """Writes what is done for `rows` sums in each block: `write` gets the first row, how many, and so the blocks."""
        heights, widths = _tile()

        def across(block: str, width: int) -> None:
            _groups(self.code, rows, heights, lambda row, height: write(row, height, block, width))

        _groups(self.code, self.blocks, widths, across)

    @contextmanager
    def in_depths(self, count: str) -> Iterator[tuple[str, str]]:
        """Writes what is done for `count` terms, some at a time: gives the first and the end."""
        with self.code.loop(count, by=DEPTH) as first:
            yield first, _least(self.code, count, self.sum(first, DEPTH))


def dense_forward_text(name: str) -> str:
    code = CaseCode(name)
    layer = _Layer(code)
    with layer.in_depths(layer.inputs) as depth:
        layer.tiles(layer.rows, lambda *tile: _add_inputs(layer, depth, *tile))
    code.do("ret void")
    return code.text()


def _add_inputs(layer: _Layer, depth: tuple[str, str], row: str, height: int, block: str, width: int) -> None:
    """z_r += Σ_i w_ri·x_i for the inputs of `depth`; before the first, z_r is the bias."""
    code = layer.code
    first, end = depth
    weights = layer.starts("%theta", row, height)
    results = [layer.lanes("%values", layer.sum(layer.sum(layer.z, row), k), block, width) for k in range(height)]
    sums = [[code.variable(DOUBLES, splat(f"double {literal(0.0)}")) for _ in range(width)] for _ in range(height)]
    is_first = code.value(f"icmp eq i64 {first}, 0")
    has_bias = code.value(f"icmp ne i64 {layer.has_bias}, 0")
    with code.when(code.value(f"and i1 {is_first}, {has_bias}")):
        for start, totals in zip(weights, sums):
            bias = code.spread(code.number(start, layer.inputs)).name
            for total in totals:
                total.set(bias)
    with code.when(code.value(f"xor i1 {is_first}, true")):
        for places, totals in zip(results, sums):
            for place, total in zip(places, totals):
                total.set(_load(code, place).name)
    inputs = layer.lanes("%values", layer.x, block, width)
    with code.loop(end, start=first) as i:
        x = [code.load(lane, i) for lane in inputs]
        for start, totals in zip(weights, sums):
            w = code.spread(code.number(start, i))
            for total, lane in zip(totals, x):
                _plus_product(code, total, w, lane)
    for places, totals in zip(results, sums):
        for place, total in zip(places, totals):
            code.do(f"store {DOUBLES} {total.get()}, ptr {place}, align {8 * LANES}")
    _report_suspects(layer, block, [[Lane(code, total.get()) for total in totals] for totals in zip(*sums)])


def _report_suspects(layer: _Layer, block: str, results: Sequence[Sequence[Lane]]) -> None:
    """Notes the samples with a result that is not finite; zero times such a number is none."""
    code = layer.code
    masks = []
    for lanes in results:
        total = code.variable(DOUBLES, splat(f"double {literal(0.0)}"))
        for lane in lanes:
            _plus_product(code, total, lane, code.constant(0.0))
        masks.append(code.value(f"fcmp uno {DOUBLES} {total.get()}, {total.get()}"))
    any_lane = masks[0]
    for mask in masks[1:]:
        any_lane = code.value(f"or {BOOLEANS} {any_lane}, {mask}")
    bits = code.value(f"bitcast {BOOLEANS} {any_lane} to i{LANES}")
    with code.when(code.value(f"icmp ne i{LANES} {bits}, 0")):
        for k, mask in enumerate(masks):
            offset = code.value(f"mul i64 {layer.sum(block, k)}, {len(Status)}")
            code.report(Status.SUSPECTS, mask, code.address("%status", offset, "i64"))


def dense_backward_text(name: str) -> str:
    code = CaseCode(name)
    layer = _Layer(code)
    with code.when(code.value(f"icmp ne i64 {layer.wants_x}, 0")), layer.in_depths(layer.rows) as depth:
        layer.tiles(layer.inputs, lambda *tile: _add_to_inputs(layer, depth, *tile))
    scratch = code.pointer("%status", Status.SCRATCH)
    columns = layer.sum(layer.inputs, layer.has_bias)
    heights, widths = _tile()
    with code.loop(columns, by=PANEL) as first:
        end = _least(code, columns, layer.sum(first, PANEL))
        _lay_out_inputs(layer, scratch, first, end)
        left = code.value(f"sub i64 {end}, {first}")
        lanes = code.value(f"udiv i64 {left}, {LANES}")
        is_left = lanes_below(code, code.value(f"urem i64 {left}, {LANES}"))

        def down(lane: str, width: int, mask: str | None) -> None:
            column = code.value(f"mul i64 {lane}, {LANES}")
            place = code.address(scratch, column)
            _groups(
                code,
                layer.rows,
                heights,
                lambda row, height: _add_to_parameters(
                    layer, row, height, layer.sum(first, column), width, place, mask
                ),
            )

        _groups(code, lanes, [width for width in widths if width in (1, PANEL // LANES)], lambda k, w: down(k, w, None))
        with code.when(code.value(f"icmp slt i64 {code.value(f'mul i64 {lanes}, {LANES}')}, {left}")):
            down(lanes, 1, is_left)
    code.do("ret void")
    return code.text()


def _add_to_inputs(layer: _Layer, depth: tuple[str, str], i: str, height: int, block: str, width: int) -> None:
    """x̄_i += Σ_r w_ri·z̄_r for the rows of `depth`."""
    code = layer.code
    first, end = depth
    places = [layer.lanes("%adjoints", layer.sum(layer.sum(layer.x, i), k), block, width) for k in range(height)]
    sums = [[code.variable(DOUBLES, _load(code, place).name) for place in row] for row in places]
    upstream = layer.lanes("%adjoints", layer.z, block, width)
    start = code.address("%theta", layer.sum(layer.theta, i))
    with code.loop(end, start=first) as row:
        adjoints = [code.load(lane, row) for lane in upstream]
        weights = code.address(start, code.value(f"mul i64 {layer.stride}, {row}"))
        for k, totals in enumerate(sums):
            w = code.spread(code.number(weights, k))
            for total, adjoint in zip(totals, adjoints):
                _plus_product(code, total, w, adjoint)
    for row_places, totals in zip(places, sums):
        for place, total in zip(row_places, totals):
            code.do(f"store {DOUBLES} {total.get()}, ptr {place}, align {8 * LANES}")


def _lay_out_inputs(layer: _Layer, scratch: str, first: str, end: str) -> None:
    """A panel of the inputs sample by sample, `PANEL` numbers a sample, a 1 after the last input for the bias."""
    code = layer.code
    bias = code.value(f"sub i64 {layer.inputs}, {first}")
    has_bias = code.value(f"icmp slt i64 {layer.inputs}, {end}")
    with code.loop(layer.blocks) as block:
        [x] = layer.lanes("%values", layer.x, block, 1)
        panel = code.address(scratch, code.value(f"mul i64 {block}, {LANES * PANEL}"))
        with code.loop(end, start=first, by=LANES) as i:
            rows = [code.load(x, layer.sum(i, k)) for k in range(LANES)]
            place = code.address(panel, code.value(f"sub i64 {i}, {first}"))
            for k, row in enumerate(_transposed(code, rows)):
                code.do(f"store {DOUBLES} {row.name}, ptr {code.address(place, PANEL * k)}, align {8 * LANES}")
        with code.when(has_bias):
            for k in range(LANES):
                place = code.address(panel, layer.sum(bias, PANEL * k))
                code.do(f"store double {literal(1.0)}, ptr {place}, align 8")


def _transposed(code: CaseCode, rows: list[Lane]) -> list[Lane]:
    """Rows into columns: blocks of 1, 2 and 4 change places across the diagonal."""
    for size in (1, 2, 4):
        mixed = list(rows)
        for i in range(LANES):
            if i & size:
                continue
            low = [k if not k & size else LANES + k - size for k in range(LANES)]
            high = [k + size if not k & size else LANES + k for k in range(LANES)]
            for target, picks in ((i, low), (i + size, high)):
                indices = ", ".join(f"i32 {k}" for k in picks)
                pair = f"{DOUBLES} {rows[i].name}, {DOUBLES} {rows[i + size].name}"
                mixed[target] = Lane(code, code.value(f"shufflevector {pair}, <{LANES} x i32> <{indices}>"))
        rows = mixed
    return rows


def _add_to_parameters(
    layer: _Layer, row: str, height: int, column: str, width: int, panel: str, mask: str | None
) -> None:
    """w̄_ri += Σ_samples z̄_r·x_i, for `width` lanes of parameters of each row, the samples one after the other."""
    code = layer.code
    starts = layer.starts("%gradient", row, height)
    places = [[code.address(start, layer.sum(column, LANES * k)) for k in range(width)] for start in starts]
    sums = [[code.variable(DOUBLES, _load_some(code, place, mask)) for place in row] for row in places]
    slot = layer.sum(layer.z, row)
    with code.loop(layer.blocks) as block:
        valid = code.integer("%status", layer.sum(code.value(f"mul i64 {block}, {len(Status)}"), Status.VALID))
        [upstream] = layer.lanes("%adjoints", slot, block, 1)
        samples = code.address(panel, code.value(f"mul i64 {block}, {LANES * PANEL}"))
        with code.loop(valid) as sample:
            inputs = code.address(samples, code.value(f"mul i64 {sample}, {PANEL}"))
            x = [_load(code, code.address(inputs, LANES * k)) for k in range(width)]
            for k, totals in enumerate(sums):
                adjoint = code.spread(code.number(upstream, layer.sum(sample, LANES * k)))
                for total, lane in zip(totals, x):
                    _plus_product(code, total, adjoint, lane)
    for row_places, totals in zip(places, sums):
        for place, total in zip(row_places, totals):
            _store_some(code, place, total.get(), mask)


def _load(code: Code, place: str) -> Lane:
    return Lane(code, code.value(f"load {DOUBLES}, ptr {place}, align {8 * LANES}"))


def _load_some(code: CaseCode, place: str, mask: str | None) -> str:
    if mask is None:
        return code.value(f"load {DOUBLES}, ptr {place}, align 8")
    arguments = (("ptr", place), ("i32", "8"), (BOOLEANS, mask), (DOUBLES, "zeroinitializer"))
    return code.call(DOUBLES, f"llvm.masked.load.v{LANES}f64.p0", *arguments)


def _store_some(code: CaseCode, place: str, lane: str, mask: str | None) -> None:
    if mask is None:
        code.do(f"store {DOUBLES} {lane}, ptr {place}, align 8")
    else:
        arguments = ((DOUBLES, lane), ("ptr", place), ("i32", "8"), (BOOLEANS, mask))
        code.call("void", f"llvm.masked.store.v{LANES}f64.p0", *arguments)


# A parameter that other steps use is spread over a slot's lanes first. Words: 2 how many, 3 the first slot, 4 the
# pointer to their places in theta.


def spread_forward_text(name: str) -> str:
    code = CaseCode(name)
    places = code.pointer("%words", 4)
    first = code.integer("%words", 3)
    with code.loop(code.integer("%words", 2)) as k:
        number = code.spread(code.number("%theta", code.integer(places, k)))
        code.suspect(number)
        code.store("%values", code.value(f"add i64 {first}, {k}"), number)
    return code.finished()


def spread_backward_text(name: str) -> str:
    """Adds up a parameter's adjoints, the samples one after the other."""
    code = CaseCode(name)
    places = code.pointer("%words", 4)
    first = code.integer("%words", 3)
    mask = lanes_below(code, code.integer("%status", Status.VALID))
    nothing = splat(f"double {literal(0.0)}")
    with code.loop(code.integer("%words", 2)) as k:
        adjoint = code.load("%adjoints", code.value(f"add i64 {first}, {k}")).name
        valid = code.value(f"select {BOOLEANS} {mask}, {DOUBLES} {adjoint}, {DOUBLES} {nothing}")
        place = code.address("%gradient", code.integer(places, k))
        before = code.value(f"load double, ptr {place}, align 8")
        arguments = (("double", before), (DOUBLES, valid))
        total = code.call("double", f"llvm.vector.reduce.fadd.v{LANES}f64", *arguments)
        code.do(f"store double {total}, ptr {place}, align 8")
    return code.finished()
