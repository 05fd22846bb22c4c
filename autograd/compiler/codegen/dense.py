"""The machine code of a layer: many `dot` rows on the same inputs, as one step.

z_r = Σ_i w_ri·x_i + b_r, for all rows r and a block of samples. The weights of a row stand side by side in `theta`, the
bias after them; rows are a stride apart. Each sum runs from the first input to the last, as it would alone; several
rows advance together, so that the processor need not wait for one addition before it starts the next.

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

from collections.abc import Callable

from autograd.compiler.codegen.lanes import BOOLEANS, DOUBLES, LANES, Lane, lanes_below, literal
from autograd.compiler.codegen.operations import CaseCode, Status

__all__ = ["dense_backward_text", "dense_forward_text"]

TOGETHER = (8, 4, 2, 1)
"""How many rows advance together: as many eights as there are, then what remains."""


class _Layer:
    """The step's words, read."""

    def __init__(self, code: CaseCode) -> None:
        self.code = code
        names = ("rows", "inputs", "x", "z", "theta", "stride", "has_bias", "wants_x")
        words = {name: code.integer("%words", k) for k, name in enumerate(names, start=2)}
        self.rows, self.inputs, self.x, self.z = words["rows"], words["inputs"], words["x"], words["z"]
        self.theta, self.stride, self.has_bias = words["theta"], words["stride"], words["has_bias"]
        self.wants_x = words["wants_x"]

    def sum(self, a: str, b: str | int) -> str:
        return self.code.value(f"add i64 {a}, {b}")

    def row(self, base: str, row: str, k: int) -> str:
        """The address in `theta` or `gradient` of row `row + k`."""
        offset = self.code.value(f"mul i64 {self.stride}, {self.sum(row, k)}")
        return self.code.address(base, self.sum(self.theta, offset))

    def in_groups(self, write: Callable[[str, int], None]) -> None:
        """Writes what is done for rows in groups: `write` gets the first row and how many."""
        done = "0"
        for size in TOGETHER:
            left = self.code.value(f"sub i64 {self.rows}, {done}")
            whole = self.code.value(f"and i64 {left}, {-size}")
            end = self.sum(done, whole)
            with self.code.loop(end, start=done, by=size) as row:
                write(row, size)
            done = end


def dense_forward_text(name: str) -> str:
    code = CaseCode(name)
    layer = _Layer(code)
    bias_place = code.value(f"mul i64 {layer.has_bias}, {layer.inputs}")
    is_there = code.value(f"icmp ne i64 {layer.has_bias}, 0")

    def rows(row: str, size: int) -> None:
        weights = [layer.row("%theta", row, k) for k in range(size)]
        sums = []
        for start in weights:
            bias = code.value(f"select i1 {is_there}, double {code.number(start, bias_place)}, double {literal(0.0)}")
            sums.append(code.variable(DOUBLES, code.spread(bias).name))
        with code.loop(layer.inputs) as i:
            x = code.load("%values", layer.sum(layer.x, i))
            for total, start in zip(sums, weights):
                total.set((Lane(code, total.get()) + code.spread(code.number(start, i)) * x).name)
        for k, total in enumerate(sums):
            result = Lane(code, total.get())
            code.suspect(result)
            code.store("%values", layer.sum(layer.sum(layer.z, row), k), result)

    layer.in_groups(rows)
    return code.finished()


def dense_backward_text(name: str) -> str:
    code = CaseCode(name)
    layer = _Layer(code)
    with code.when(code.value(f"icmp ne i64 {layer.wants_x}, 0")):
        layer.in_groups(lambda row, size: _add_to_inputs(layer, row, size))
    inputs = *_transposed_inputs(layer), code.integer("%status", Status.VALID)
    columns = layer.sum(layer.inputs, layer.has_bias)
    whole = code.value(f"and i64 {columns}, {-LANES}")
    is_left = lanes_below(code, code.value(f"sub i64 {columns}, {whole}"))

    def rows(row: str, size: int) -> None:
        with code.loop(whole, by=LANES) as column:
            _add_to_parameters(layer, row, size, column, inputs, None)
        with code.when(code.value(f"icmp slt i64 {whole}, {columns}")):
            _add_to_parameters(layer, row, size, whole, inputs, is_left)

    layer.in_groups(rows)
    return code.finished()


def _add_to_inputs(layer: _Layer, row: str, size: int) -> None:
    """x̄_i += Σ_r w_ri·z̄_r."""
    code = layer.code
    weights = [layer.row("%theta", row, k) for k in range(size)]
    upstream = [code.load("%adjoints", layer.sum(layer.sum(layer.z, row), k)) for k in range(size)]
    with code.loop(layer.inputs) as i:
        slot = layer.sum(layer.x, i)
        total = code.load("%adjoints", slot)
        for start, adjoint in zip(weights, upstream):
            total = total + adjoint * code.spread(code.number(start, i))
        code.store("%adjoints", slot, total)


def _transposed_inputs(layer: _Layer) -> tuple[str, str]:
    """The inputs sample by sample, a 1 after the last for the bias: where they are, and how far samples are apart."""
    code = layer.code
    scratch = code.pointer("%status", Status.SCRATCH)
    stride = code.value(f"and i64 {layer.sum(layer.inputs, LANES)}, {-LANES}")
    with code.loop(layer.inputs, by=LANES) as i:
        rows = [code.load("%values", layer.sum(layer.sum(layer.x, i), k)) for k in range(LANES)]
        for k, row in enumerate(_transposed(code, rows)):
            place = code.address(scratch, layer.sum(code.value(f"mul i64 {stride}, {k}"), i))
            code.do(f"store {DOUBLES} {row.name}, ptr {place}, align 64")
    for k in range(LANES):
        place = code.address(scratch, layer.sum(code.value(f"mul i64 {stride}, {k}"), layer.inputs))
        code.do(f"store double {literal(1.0)}, ptr {place}, align 8")
    return scratch, stride


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
    layer: _Layer, row: str, size: int, column: str, inputs: tuple[str, str, str], mask: str | None
) -> None:
    """w̄_ri += Σ_samples z̄_r·x_i, for eight parameters of each row at once, the samples one after the other."""
    code = layer.code
    scratch, stride, valid = inputs
    places = [code.address(layer.row("%gradient", row, k), column) for k in range(size)]
    sums = [code.variable(DOUBLES, _load_some(code, place, mask)) for place in places]
    first = code.value(f"mul i64 {layer.sum(layer.z, row)}, {LANES}")
    with code.loop(valid) as sample:
        place = code.address(scratch, layer.sum(code.value(f"mul i64 {stride}, {sample}"), column))
        x = Lane(code, code.value(f"load {DOUBLES}, ptr {place}, align 8"))
        for k, total in enumerate(sums):
            adjoint = code.spread(code.number("%adjoints", layer.sum(layer.sum(first, LANES * k), sample)))
            total.set((Lane(code, total.get()) + adjoint * x).name)
    for place, total in zip(places, sums):
        _store_some(code, place, total.get(), mask)


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
