"""Gradients of several parts, added in the machine."""

from __future__ import annotations

import ctypes
from array import array
from functools import cache

from autograd.compiler.codegen import jit
from autograd.compiler.codegen.ir import Code
from autograd.compiler.run.buffers import address_of_array

__all__ = ["add_to"]

_function = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)


def add_to(total: array[float], more: array[float]) -> None:
    """Adds numbers to others, entry by entry, where these are.

    >>> total = array("d", [1.0, 2.0])
    >>> add_to(total, array("d", [0.5, 3.0]))
    >>> list(total)
    [1.5, 5.0]
    """
    _function(_address())(address_of_array(total), address_of_array(more), min(len(total), len(more)))


@cache
def _address() -> int:
    return jit.address_of("add_to", _text("add_to"))


def _text(name: str) -> str:
    """`void add_to(ptr total, ptr more, i64 count)`."""
    code = Code(name, [("ptr", "total"), ("ptr", "more"), ("i64", "count")])
    with code.loop("%count") as k:
        place = code.address("%total", k)
        number = code.value(f"load double, ptr {place}, align 8")
        more = code.number("%more", k)
        code.do(f"store double {code.value(f'fadd double {number}, {more}')}, ptr {place}, align 8")
    code.do("ret void")
    return code.text()
