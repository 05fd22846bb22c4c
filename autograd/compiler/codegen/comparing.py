"""The machine code that checks a recorded comparison on every sample."""

from __future__ import annotations

from autograd.compiler.codegen.lanes import BOOLEANS, LANES, Mask, lanes_below
from autograd.compiler.codegen.operations import CaseCode, Status

__all__ = ["CONDITIONS", "comparison_forward_text"]

CONDITIONS = {"lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge", "eq": "oeq", "ne": "une"}
"""LLVM's name for each relation of the `operator` module."""


def comparison_forward_text(relation: str, name: str) -> str:
    """Words: 2 and 3 the slots of both sides, 4 how it came out when the graph was recorded."""
    code = CaseCode(name)
    left, right = (code.load("%values", code.integer("%words", k)) for k in (2, 3))
    outcome = Mask(code, code.value(f"fcmp {CONDITIONS[relation]} <{LANES} x double> {left.name}, {right.name}"))
    expected = lanes_below(code, code.value(f"mul i64 {code.integer('%words', 4)}, {LANES}"))
    code.report(Status.DIVERGED, code.value(f"xor {BOOLEANS} {outcome.name}, {expected}"))
    code.do("ret void")
    return code.text()
