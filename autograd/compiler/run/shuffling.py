"""Shuffling in the machine: the order that `random.Random.shuffle` gives, by the same bits of the same generator.

For each place, from the last one down, Python takes leading bits of a word of the generator's, as many as it takes to
count the places so far, and others until they name one of these: the two change places (Durstenfeld, "Algorithm 235:
Random permutation", 1964). Here words are drawn many at a time, but never more than there are places left, each of
which takes one at least. So none is drawn in vain, and the generator ends where Python's own shuffling leaves it.
"""

from __future__ import annotations

import ctypes
import random
from array import array
from functools import cache

from autograd.compiler.codegen import jit
from autograd.compiler.codegen.ir import Code
from autograd.compiler.run.buffers import address_of_array

__all__ = ["shuffle"]

AT_ONCE = 1 << 16
"""How many words are drawn at a time at most."""
WORD = 32

_function = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)


def shuffle(order: array[int], generator: random.Random) -> None:
    """Does what `generator.shuffle(order)` does, in a small part of its time.

    Args:
        order: 64-bit integers, fewer than 2³².
        generator: of Python's own kind, whose bits are those of its words.

    >>> order, same = array("q", range(9)), list(range(9))
    >>> shuffle(order, random.Random(1))
    >>> random.Random(1).shuffle(same)
    >>> list(order) == same
    True
    """
    changed, left = _function(_address()), len(order)
    while left > 1:
        count = min(left - 1, AT_ONCE)
        words = array("B", generator.getrandbits(WORD * count).to_bytes(WORD // 8 * count, "little"))
        left = changed(address_of_array(order), left, address_of_array(words), count)


@cache
def _address() -> int:
    return jit.address_of("shuffle", _text("shuffle"))


def _text(name: str) -> str:
    """`i64 shuffle(ptr order, i64 left, ptr words, i64 count)`: gives how many places are left."""
    code = Code(name, [("ptr", "order"), ("i64", "left"), ("ptr", "words"), ("i64", "count")], "i64")
    remaining = code.variable("i64", "%left")
    with code.loop("%count") as k:
        left = remaining.get()
        word = code.value(f"load i{WORD}, ptr {code.address('%words', k, f'i{WORD}')}, align 1")
        unused = code.value(f"sub i64 {code.call('i64', 'llvm.ctlz.i64', ('i64', left), ('i1', 'true'))}, {64 - WORD}")
        place = code.value(f"lshr i64 {code.value(f'zext i{WORD} {word} to i64')}, {unused}")
        with code.when(code.value(f"icmp slt i64 {place}, {left}")):
            last = code.value(f"sub i64 {left}, 1")
            places = [code.address("%order", index, "i64") for index in (last, place)]
            numbers = [code.value(f"load i64, ptr {address}, align 8") for address in places]
            for number, address in zip(numbers, reversed(places)):
                code.do(f"store i64 {number}, ptr {address}, align 8")
            remaining.set(last)
    code.do(f"ret i64 {remaining.get()}")
    return code.text()
