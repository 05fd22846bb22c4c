"""The machine code of a layer: many `dot` rows on the same inputs, as one step, on all blocks of samples at once.

z_r = Σ_i w_ri·x_i + b_r, for all rows r. The weights of a row stand side by side in `theta`, the bias after them; rows
are a stride apart. Forward, backward to the inputs and for the weights' gradients it is a product of matrices: numbers
times lanes. Each of its sums runs from the first term to the last, as it would alone. What is blocked is only which
sums advance together: a tile of them stays in the processor's registers, so that a number that was loaded serves
several, and goes `DEPTH` terms deep, so that what the next tile needs again is still in the first-level cache.

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

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from autograd.compiler.codegen import jit
from autograd.compiler.codegen.ir import Code
from autograd.compiler.codegen.lanes import BOOLEANS, DOUBLES, INTEGERS, LANES, Lane, lanes_below, literal
from autograd.compiler.codegen.operations import CaseCode, Status

__all__ = ["dense_backward_text", "dense_forward_text", "scratch_lanes"]

DEPTH = 96
"""How many terms of its sums a tile adds before the next tile's turn."""
PANEL = 4
"""How many lanes of a row's parameters have their gradients computed before the next lanes' turn."""


def scratch_lanes(rows: int, blocks: int) -> int:
    """How much scratch a layer needs: a panel of its inputs, a row a sample, and its rows' adjoints."""
    return blocks * (PANEL * LANES + rows)


@cache
def _shapes() -> dict[int, Sequence[int]]:
    """How many lanes wide a tile may be, and how many rows high each time: what fits into registers, then the rest."""
    return {4: (4, 2, 1), 2: (4, 2, 1), 1: (8, 4, 2, 1)} if jit.has_feature("avx512f") else {1: (6, 4, 2, 1)}


@dataclass(frozen=True)
class _Array:
    """Numbers, or lanes, in memory: where the first is, and how many doubles it is to the next either way.

    The two ways are a tile's rows and columns; of what a product is made of, one is the way of its terms.
    """

    first: str
    one_way: str | int
    other_way: str | int


TILE = [
    *(("ptr", "numbers"), ("i64", "next_number"), ("i64", "number_term")),
    *(("ptr", "lanes"), ("i64", "next_lane"), ("i64", "lane_term")),
    *(("ptr", "sums"), ("i64", "next_row"), ("i64", "next_column")),
    *(("i64", "terms"), ("ptr", "biases"), ("i64", "valid")),
]


def _tile_text(height: int, width: int, is_partial: bool) -> Code:
    """`void tile(…)`: sum_rc += Σ_t number_rt·lane_tc, each product added unrounded where the processor can.

    Where there are biases, the sums start from these. Of a partial tile's lanes, `valid` numbers are there.
    """
    code = Code(_tile_name(height, width, is_partial), TILE, is_local=True)

    def following(first: str, apart: str, count: int) -> list[str]:
        places = [first]
        while len(places) < count:
            places.append(code.address(places[-1], apart))
        return places

    mask = lanes_below(code, "%valid") if is_partial else None
    places = [following(row, "%next_column", width) for row in following("%sums", "%next_row", height)]
    sums = [[code.variable(DOUBLES, "zeroinitializer") for _ in row] for row in places]
    has_biases = code.value("icmp ne ptr %biases, null")
    with code.when(has_biases):
        for bias, totals in zip(following("%biases", "%next_number", height), sums):
            for total in totals:
                total.set(code.spread(code.number(bias, 0)).name)
    with code.when(code.value(f"xor i1 {has_biases}, true")):
        for row, totals in zip(places, sums):
            for place, total in zip(row, totals):
                total.set(_load(code, place, mask))
    numbers, lanes = following("%numbers", "%next_number", height), following("%lanes", "%next_lane", width)
    with code.loop("%terms") as term:
        number_offset, lane_offset = (
            code.value(f"mul i64 {term}, {apart}") for apart in ("%number_term", "%lane_term")
        )
        columns = [_load(code, code.address(lane, lane_offset)) for lane in lanes]
        for number, totals in zip(numbers, sums):
            factor = code.spread(code.number(number, number_offset)).name
            for column, total in zip(columns, totals):
                operands = [(DOUBLES, name) for name in (factor, column, total.get())]
                total.set(code.call(DOUBLES, f"llvm.fmuladd.v{LANES}f64", *operands))
    for row, totals in zip(places, sums):
        for place, total in zip(row, totals):
            _store(code, place, total.get(), mask)
    code.do("ret void")
    return code


def _tile_name(height: int, width: int, is_partial: bool) -> str:
    return f"tile_{height}x{width}{'_partial' if is_partial else ''}"


@dataclass(frozen=True)
class _Tiles:
    """Tables: by how many columns are left, how wide the next tile is; then by how many rows, how high, and which."""

    widest: int
    tallest: int
    widths: str
    heights: str
    functions: str


class _LayerCode(CaseCode):
    """A case of a layer: its words, read, and the products that it is made of."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        names = ("rows", "inputs", "x", "z", "theta", "stride", "has_bias", "wants_x")
        words = {name: self.integer("%words", k) for k, name in enumerate(names, start=2)}
        self.rows, self.inputs, self.stride = words["rows"], words["inputs"], words["stride"]
        self.has_bias, self.wants_x = words["has_bias"], words["wants_x"]
        self.weights, self.gradient = (self.address(base, words["theta"]) for base in ("%theta", "%gradient"))
        self.x, self.x_adjoints = (self.address(base, words["x"], DOUBLES) for base in ("%values", "%adjoints"))
        self.z, self.z_adjoints = (self.address(base, words["z"], DOUBLES) for base in ("%values", "%adjoints"))
        self.blocks = self.integer("%status", Status.BLOCKS)
        self.apart = self.times(self.integer("%status", Status.APART), LANES)
        self._made: dict[tuple[int, int, bool], Code] = {}

    def times(self, a: str | int, b: str | int) -> str:
        return self.value(f"mul i64 {a}, {b}")

    def plus(self, a: str | int, b: str | int) -> str:
        return self.value(f"add i64 {a}, {b}")

    def least(self, a: str, b: str | int) -> str:
        return self.call("i64", "llvm.smin.i64", ("i64", a), ("i64", str(b)))

    def finished(self) -> str:
        self.do("ret void")
        return self.text(*self._made.values())

    def add_product(
        self,
        numbers: _Array,
        lanes: _Array,
        sums: _Array,
        size: tuple[str, str],
        terms: str,
        biases: str | None = None,
        valid: str | None = None,
    ) -> None:
        """Adds the product of numbers and lanes to sums, tile by tile.

        Args:
            numbers: a row a row of sums; a term after the other.
            lanes: a column a column of sums; a term after the other.
            sums: what is added to.
            size: how many rows and columns.
            terms: how many.
            biases: where the first row's is, if the sums start from them.
            valid: how many numbers a lane of sums has, if not all.
        """
        rows, columns = size
        tiles = self._tiles(is_partial=valid is not None)
        width, height = self.variable("i64", "1"), self.variable("i64", "1")
        with self.loop(columns, by=width) as c:
            columns_left = self.least(self.value(f"sub i64 {columns}, {c}"), tiles.widest)
            width.set(self.integer(tiles.widths, columns_left))
            shapes = self.times(columns_left, tiles.tallest + 1)
            lane = self.address(lanes.first, self.times(c, lanes.one_way))
            top = self.address(sums.first, self.times(c, sums.other_way))
            with self.loop(rows, by=height) as r:
                shape = self.plus(shapes, self.least(self.value(f"sub i64 {rows}, {r}"), tiles.tallest))
                height.set(self.integer(tiles.heights, shape))
                function = self.value(f"load ptr, ptr {self.address(tiles.functions, shape, 'ptr')}, align 8")
                offset = self.times(r, numbers.one_way)
                given = [self.address(numbers.first, offset), numbers.one_way, numbers.other_way]
                given += [lane, lanes.one_way, lanes.other_way]
                given += [self.address(top, self.times(r, sums.one_way)), sums.one_way, sums.other_way]
                given += [terms, "null" if biases is None else self._bias(biases, offset), valid or LANES]
                listed = ", ".join(f"{kind} {number}" for (kind, _), number in zip(TILE, given))
                self.do(f"call void {function}({listed})")

    def _tiles(self, *, is_partial: bool) -> _Tiles:
        """The tables from how many rows and columns are left to the tile that comes next."""
        shapes = {1: _shapes()[1]} if is_partial else _shapes()
        widest, tallest = max(shapes), max(height for heights in shapes.values() for height in heights)
        widths = [max((width for width in shapes if width <= left), default=1) for left in range(widest + 1)]
        heights = [
            max((height for height in shapes[width] if height <= left), default=1)
            for width in widths
            for left in range(tallest + 1)
        ]
        names = []
        for k, height in enumerate(heights):
            shape = (height, widths[k // (tallest + 1)], is_partial)
            if shape not in self._made:
                self._made[shape] = _tile_text(*shape)
            names.append(f"@{_tile_name(*shape)}")
        kind = "partial_" if is_partial else ""
        return _Tiles(
            widest,
            tallest,
            self.table(f"{kind}widths", "i64", widths),
            self.table(f"{kind}heights", "i64", heights),
            self.table(f"{kind}tiles", "ptr", names),
        )

    def _bias(self, biases: str, offset: str) -> str:
        there = self.value(f"icmp ne ptr {biases}, null")
        return self.value(f"select i1 {there}, ptr {self.address(biases, offset)}, ptr null")


def dense_forward_text(name: str) -> str:
    code = _LayerCode(name)
    with code.when(code.value(f"icmp eq i64 {code.has_bias}, 0")), code.loop(code.blocks) as block:
        first = code.address(code.z, code.times(block, code.apart))
        with code.loop(code.rows) as row:
            code.store(first, row, code.constant(0.0))
    has_biases = code.value(f"icmp ne i64 {code.has_bias}, 0")
    biases = code.address(code.weights, code.inputs)
    with code.loop(code.inputs, by=DEPTH) as first:
        starts = code.value(f"and i1 {has_biases}, {code.value(f'icmp eq i64 {first}, 0')}")
        code.add_product(
            _Array(code.address(code.weights, first), code.stride, 1),
            _Array(code.address(code.x, first, DOUBLES), code.apart, LANES),
            _Array(code.z, LANES, code.apart),
            (code.rows, code.blocks),
            code.least(code.value(f"sub i64 {code.inputs}, {first}"), DEPTH),
            biases=code.value(f"select i1 {starts}, ptr {biases}, ptr null"),
        )
    _report_suspects(code)
    return code.finished()


def _report_suspects(code: _LayerCode) -> None:
    """Notes the samples with a result that is not finite: such a number less itself is not 0."""
    with code.loop(code.blocks) as block:
        results = code.address(code.z, code.times(block, code.apart))
        bits = code.variable(INTEGERS, "zeroinitializer")
        with code.loop(code.rows) as row:
            result = code.load(results, row)
            bits.set(code.value(f"or {INTEGERS} {bits.get()}, {(result - result).bits().name}"))
        mask = code.value(f"icmp ne {INTEGERS} {bits.get()}, zeroinitializer")
        code.report(Status.SUSPECTS, mask, code.address("%status", code.times(block, len(Status)), "i64"))


def dense_backward_text(name: str) -> str:
    code = _LayerCode(name)
    with code.when(code.value(f"icmp ne i64 {code.wants_x}, 0")):
        _add_to_inputs(code)
    last = code.address("%status", code.times(code.value(f"sub i64 {code.blocks}, 1"), len(Status)), "i64")
    whole = code.times(code.value(f"sub i64 {code.blocks}, 1"), LANES)
    samples = code.plus(whole, code.integer(last, Status.VALID))
    panel = code.pointer("%status", Status.SCRATCH)
    adjoints = _lay_out_adjoints(code, panel)
    columns = code.plus(code.inputs, code.has_bias)
    with code.loop(columns, by=PANEL * LANES) as first:
        count = code.least(code.value(f"sub i64 {columns}, {first}"), PANEL * LANES)
        _lay_out_inputs(code, panel, first, count)
        lanes = code.value(f"udiv i64 {count}, {LANES}")
        numbers = _Array(adjoints, code.times(code.blocks, LANES), 1)
        gradient = code.address(code.gradient, first)
        inputs, sums = _Array(panel, LANES, PANEL * LANES), _Array(gradient, code.stride, LANES)
        code.add_product(numbers, inputs, sums, (code.rows, lanes), samples)
        left = code.value(f"urem i64 {count}, {LANES}")
        with code.when(code.value(f"icmp ne i64 {left}, 0")):
            column = code.times(lanes, LANES)
            inputs = _Array(code.address(panel, column), LANES, PANEL * LANES)
            sums = _Array(code.address(gradient, column), code.stride, LANES)
            code.add_product(numbers, inputs, sums, (code.rows, "1"), samples, valid=left)
    return code.finished()


def _add_to_inputs(code: _LayerCode) -> None:
    """x̄_i += Σ_r w_ri·z̄_r."""
    with code.loop(code.rows, by=DEPTH) as first:
        code.add_product(
            _Array(code.address(code.weights, code.times(first, code.stride)), 1, code.stride),
            _Array(code.address(code.z_adjoints, first, DOUBLES), code.apart, LANES),
            _Array(code.x_adjoints, LANES, code.apart),
            (code.inputs, code.blocks),
            code.least(code.value(f"sub i64 {code.rows}, {first}"), DEPTH),
        )


def _lay_out_adjoints(code: _LayerCode, panel: str) -> str:
    """The rows' adjoints, those of all samples side by side, as one block's are; gives where they are."""
    place = code.address(panel, code.times(code.blocks, PANEL * LANES), DOUBLES)
    is_one = code.value(f"icmp eq i64 {code.blocks}, 1")
    with code.loop(code.value(f"select i1 {is_one}, i64 0, i64 {code.blocks}")) as block:
        source, target = (
            code.address(code.z_adjoints, code.times(block, code.apart)),
            code.address(place, block, DOUBLES),
        )
        with code.loop(code.rows) as row:
            code.store(target, code.times(row, code.blocks), code.load(source, row))
    return code.value(f"select i1 {is_one}, ptr {code.z_adjoints}, ptr {place}")


def _lay_out_inputs(code: _LayerCode, panel: str, first: str, count: str) -> None:
    """Some inputs from the first one on, sample by sample, a 1 after the layer's last for the bias."""
    bias = code.value(f"sub i64 {code.inputs}, {first}")
    has_bias = code.value(f"icmp slt i64 {bias}, {count}")
    inputs = code.least(count, bias)
    with code.loop(code.blocks) as block:
        source = code.address(code.address(code.x, first, DOUBLES), code.times(block, code.apart))
        target = code.address(panel, code.times(block, PANEL * LANES), DOUBLES)
        with code.loop(inputs, by=LANES) as i:
            rows = [code.load(source, code.plus(i, k)) for k in range(LANES)]
            place = code.address(target, i)
            for k, row in enumerate(_transposed(code, rows)):
                _store(code, code.address(place, PANEL * LANES * k), row.name)
        with code.when(has_bias):
            for k in range(LANES):
                place = code.address(target, code.plus(bias, PANEL * LANES * k))
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


def _load(code: Code, place: str, mask: str | None = None) -> str:
    if mask is None:
        return code.value(f"load {DOUBLES}, ptr {place}, align 8")
    arguments = (("ptr", place), ("i32", "8"), (BOOLEANS, mask), (DOUBLES, "zeroinitializer"))
    return code.call(DOUBLES, f"llvm.masked.load.v{LANES}f64.p0", *arguments)


def _store(code: Code, place: str, lane: str, mask: str | None = None) -> None:
    if mask is None:
        code.do(f"store {DOUBLES} {lane}, ptr {place}, align 8")
    else:
        arguments = ((DOUBLES, lane), ("ptr", place), ("i32", "8"), (BOOLEANS, mask))
        code.call("void", f"llvm.masked.store.v{LANES}f64.p0", *arguments)
