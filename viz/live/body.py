"""A function while the formula runs that is to become its body."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from autograd.primitive import Primitive, Scalar
from viz.live.phrase_vectors import PhraseVector
from viz.live.phrases import ATOM, BRANCH, SIGN, Block, NotWritableError, Part, Phrase

__all__ = ["Body"]


class Body:
    """A function while its formula runs.

    Args:
        apply: gives an operation of the table on phrases.
    """

    def __init__(self, apply: Callable[[Primitive, Sequence[Scalar]], Phrase]) -> None:
        self.apply = apply
        self.block = Block()

    @contextmanager
    def within(self, block: Block) -> Iterator[Block]:
        """What is made inside belongs to this block."""
        before, self.block = self.block, block
        try:
            yield block
        finally:
            self.block = before

    def branch(self, result: Scalar) -> tuple[Block, Part]:
        """What `where` takes, a formula or a function without arguments, in a block of its own."""
        with self.within(Block(self.block)) as block:
            if not callable(result):
                return block, self.part(result, is_chosen=True)
            return block, self.part(result(), is_chosen=True)

    def part(self, result: Scalar, *, is_chosen: bool = False) -> Part:
        """A phrase or a vector as it is, a list as a vector, a number as a phrase; NaN, if chosen, as a refusal."""
        if isinstance(result, Part):
            return result
        if isinstance(result, (list, tuple)):
            elements = [self.part(element) for element in result]
            return PhraseVector(self, f"[{', '.join(['{}'] * len(elements))}]", ATOM, [(e, BRANCH) for e in elements])
        if result is None:
            raise NotWritableError("it gives None: forgot return?")
        return self.number(float(result), is_chosen=is_chosen)

    def number(self, number: float, *, is_chosen: bool = False) -> Phrase:
        if math.isnan(number):
            return Phrase(self, "undefinedHere()", ATOM, may_refuse=True) if is_chosen else Phrase(self, "NaN", ATOM)
        sign = math.copysign(1.0, number)
        digits = "Infinity" if math.isinf(number) else repr(abs(number)).removesuffix(".0")
        return Phrase(self, digits if sign > 0.0 else f"-{digits}", ATOM if sign > 0.0 else SIGN)

    def call(self, function: str, *operands: Scalar, may_refuse: bool = True) -> Phrase:
        """A function of JavaScript's, or of the page's, on phrases and vectors."""
        parts = [(self.part(operand), BRANCH) for operand in operands]
        return Phrase(self, f"{function}({', '.join(['{}'] * len(parts))})", ATOM, parts, may_refuse=may_refuse)
