"""The text of LLVM IR: functions, built line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from autograd.compiler.codegen.lanes import DOUBLES, LANES, Lane, Mask, NotTraceableError, literal, splat
from autograd.primitive import Primitive, Scalar, real_number

__all__ = ["Code", "Variable"]


class Code:
    """One function, as it is being written.

    Args:
        name: what it is called.
        parameters: type and name of each, such as ("ptr", "values").
        result: the type of what it returns.
        apply: gives an operation of the table on Lanes; used where a formula calls one.
        is_local: whether only functions of its module call it; then it stays a function of its own.
    """

    def __init__(
        self,
        name: str,
        parameters: Sequence[tuple[str, str]],
        result: str = "void",
        apply: Callable[[Primitive, Sequence[Scalar]], Lane] | None = None,
        *,
        is_local: bool = False,
    ) -> None:
        listed = ", ".join(f"{kind}{' noalias' if kind == 'ptr' else ''} %{name}" for kind, name in parameters)
        linkage, attributes = ("internal ", "noinline ") if is_local else ("", "")
        self.head = f"define {linkage}{result} @{name}({listed}) {attributes}#0 {{\nentry:"
        self.apply = apply
        self.declarations: set[str] = set()
        self.conditions: list[Mask] = []
        self._entry: list[str] = []
        self._lines: list[str] = []
        self._count = 0
        self._block = "start"

    def text(self, *others: Code) -> str:
        """The module: declarations, the function, and others that it calls."""
        functions = (self, *others)
        declarations = sorted(set().union(*(function.declarations for function in functions)))
        bodies = (
            "\n".join([code.head, *code._entry, "  br label %start", "start:", *code._lines, "}"]) for code in functions
        )
        attributes = f'attributes #0 = {{ nounwind "no-builtins" "min-legal-vector-width"="{64 * LANES}" }}'
        return "\n".join([*declarations, *bodies, attributes, ""])

    def table(self, name: str, kind: str, entries: Sequence[str | int]) -> str:
        """The name of a table of constants beside the function."""
        listed = ", ".join(f"{kind} {entry}" for entry in entries)
        self.declarations.add(f"@{name} = private unnamed_addr constant [{len(entries)} x {kind}] [{listed}]")
        return f"@{name}"

    def fresh(self) -> str:
        self._count += 1
        return f"%v{self._count}"

    def value(self, instruction: str) -> str:
        """Emits an instruction with a result, and gives the result's name."""
        name = self.fresh()
        self._lines.append(f"  {name} = {instruction}")
        return name

    def do(self, instruction: str) -> None:
        self._lines.append(f"  {instruction}")

    def call(self, result: str, function: str, *arguments: tuple[str, str]) -> str:
        """Calls a function outside, declared as the arguments say; gives its result's name, "" for void."""
        self.declarations.add(f"declare {result} @{function}({', '.join(kind for kind, _ in arguments)})")
        call = f"call {result} @{function}({', '.join(f'{kind} {name}' for kind, name in arguments)})"
        if result == "void":
            self.do(call)
            return ""
        return self.value(call)

    def _start_block(self, label: str) -> None:
        self._lines.append(f"{label}:")
        self._block = label

    @contextmanager
    def loop(self, count: str | int, start: str | int = 0, by: str | int | Variable = 1) -> Iterator[str]:
        """Repeats what is emitted inside for `start`, `start + by`, … below `count`; gives the index's name.

        A variable as `by` is asked each time, after what is emitted inside.
        """
        self._count += 1
        label = f"loop{self._count}"
        before, index, following = self._block, f"%{label}.index", f"%{label}.next"
        self.do(f"br label %{label}")
        self._start_block(label)
        self._lines.append(f"  {index} = phi i64 [ {start}, %{before} ], [ {following}, %{label}.last ]")
        again = self.value(f"icmp slt i64 {index}, {count}")
        self.do(f"br i1 {again}, label %{label}.body, label %{label}.done")
        self._start_block(f"{label}.body")
        yield index
        self.do(f"br label %{label}.last")
        self._start_block(f"{label}.last")
        step = by.get() if isinstance(by, Variable) else by
        self._lines.append(f"  {following} = add i64 {index}, {step}")
        self.do(f"br label %{label}")
        self._start_block(f"{label}.done")

    @contextmanager
    def when(self, condition: str, *, ends: bool = False) -> Iterator[None]:
        """What is emitted inside runs if `condition`, an i1, holds; it returns if `ends` says so."""
        self._count += 1
        label = f"when{self._count}"
        self.do(f"br i1 {condition}, label %{label}, label %{label}.done")
        self._start_block(label)
        yield
        if not ends:
            self.do(f"br label %{label}.done")
        self._start_block(f"{label}.done")

    def variable(self, kind: str, initial: str) -> Variable:
        """A place that code may assign anew, as a loop's running sum."""
        place = self.fresh()
        self._entry.append(f"  {place} = alloca {kind}")
        variable = Variable(self, kind, place)
        variable.set(initial)
        return variable

    def constant(self, number: float) -> Lane:
        """The same number in each lane."""
        return Lane(self, splat(f"double {literal(number)}"))

    def lane(self, number: Scalar) -> Lane:
        return number if isinstance(number, Lane) else self.constant(real_number(number))

    def applied(self, primitive: Primitive, operands: Sequence[Scalar]) -> Lane:
        """An operation of the table, called by a formula on Lanes and vectors of them."""
        if self.apply is None:
            raise NotTraceableError(f"{primitive.name} is not known here")
        return self.apply(primitive, operands)

    def place(self, index: str) -> Lane:
        """An index, an i64, as a number."""
        return self.spread(self.value(f"sitofp i64 {index} to double"))

    def assuming(self, condition: Mask, branch: Scalar) -> Scalar:
        """What a branch gives, a formula or a function without arguments; where no lane asks for it, it is not run."""
        if not callable(branch):
            return branch
        result = self.variable(DOUBLES, "zeroinitializer")
        self.conditions.append(condition & self.conditions[-1] if self.conditions else condition)
        try:
            with self.when(self.conditions[-1].is_anywhere()):
                result.set(self.lane(branch()).name)
        finally:
            self.conditions.pop()
        return Lane(self, result.get())

    def address(self, base: str, index: str | int, kind: str = "double") -> str:
        return self.value(f"getelementptr inbounds {kind}, ptr {base}, i64 {index}")

    def integer(self, base: str, index: str | int) -> str:
        """Loads entry `index` of 64-bit integers."""
        return self.value(f"load i64, ptr {self.address(base, index, 'i64')}, align 8")

    def pointer(self, base: str, index: str | int) -> str:
        return self.value(f"inttoptr i64 {self.integer(base, index)} to ptr")

    def load(self, base: str, slot: str | int) -> Lane:
        """The lane in a slot."""
        return Lane(self, self.value(f"load {DOUBLES}, ptr {self.address(base, slot, DOUBLES)}, align {8 * LANES}"))

    def store(self, base: str, slot: str | int, lane: Lane) -> None:
        self.do(f"store {DOUBLES} {lane.name}, ptr {self.address(base, slot, DOUBLES)}, align {8 * LANES}")

    def number(self, base: str, index: str | int) -> str:
        """Loads one double."""
        return self.value(f"load double, ptr {self.address(base, index)}, align 8")

    def spread(self, number: str) -> Lane:
        """One double in each lane."""
        one = self.value(f"insertelement {DOUBLES} poison, double {number}, i64 0")
        return Lane(
            self, self.value(f"shufflevector {DOUBLES} {one}, {DOUBLES} poison, <{LANES} x i32> zeroinitializer")
        )


class Variable:
    """A place in memory, which the optimizer turns into registers."""

    def __init__(self, code: Code, kind: str, place: str) -> None:
        self.code, self.kind, self.place = code, kind, place

    def get(self) -> str:
        return self.code.value(f"load {self.kind}, ptr {self.place}")

    def set(self, name: str) -> None:
        self.code.do(f"store {self.kind} {name}, ptr {self.place}")
