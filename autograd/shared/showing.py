"""How records and results show themselves: on one line, or as a small table in a notebook."""

from __future__ import annotations

import dataclasses
import html
import re
import reprlib
from array import array
from collections.abc import Iterable, Sequence
from fractions import Fraction
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from autograd.shared.printing import printable

__all__ = ["brief", "came", "html_table", "one_line", "picked", "shortened"]

LINE, PART = 160, 40
"""Letters of a line, and of one part of it."""


def shortened(text: str, length: int = LINE) -> str:
    r"""A text on one line, its end cut off where it is longer than that.

    >>> shortened("one two\nthree", 10)
    'one two t…'
    """
    line = printable(" ".join(text.split()))
    return line if len(line) <= length else printable(f"{line[: length - 1].rstrip()}…")


def brief(thing: object, length: int = PART) -> str:
    """What stands for a thing within a line: a function by its name, much data by its amount, all else by its repr.

    >>> brief(max), brief([1.0, 2.0]), brief(list(range(1000)))
    ('max', '[1.0, 2.0]', '<1000 entries>')
    """
    if isinstance(thing, (type, FunctionType, BuiltinFunctionType, MethodType)):
        return thing.__name__
    if isinstance(thing, Fraction):
        return shortened(str(thing), length)
    if isinstance(thing, (list, tuple, set, frozenset, dict)) and not hasattr(thing, "_fields"):
        return _brief_data(thing, length)
    if isinstance(thing, (array, memoryview)):
        return f"<{len(thing)} entries>"
    text = reprlib.repr(thing) if isinstance(thing, (str, bytes, int)) else repr(thing)
    return shortened(re.sub(" at 0x[0-9A-Fa-f]+", "", text), length)  # not where in memory it is


def came(given: object) -> str:
    """What was given, as a message says it, on one line.

    >>> came(3.0), came(int), came(print), came("x" * 100)
    ('3.0', 'the class int', 'the function print', "'xxxxxxxxxxxx...xxxxxxxxxxxxx'")
    """
    if isinstance(given, type):
        return f"the class {given.__name__}"
    text = brief(given, 60)
    return f"the function {text}" if callable(given) and text == getattr(given, "__name__", None) else text


def one_line(record: Any) -> str:
    """A dataclass as it would be written, without the fields that are as they are by default.

    >>> @dataclasses.dataclass(frozen=True)
    ... class Options:
    ...     rate: float
    ...     name: str = "plain"
    ...     of: object = None
    >>> one_line(Options(0.5, of=abs))
    'Options(rate=0.5, of=abs)'
    """
    shown = []
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        is_default = value is field.default or (type(value) is type(field.default) and value == field.default)
        if field.repr and not is_default:
            shown.append(f"{field.name}={brief(value)}")
    return f"{type(record).__name__}({shortened(', '.join(shown))})"


def html_table(head: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "") -> str:
    """A table in HTML: its texts escaped, and its colours those of the page, so that it suits a dark one too.

    Args:
        head: the names of the columns.
        rows: the cells, row by row; texts are aligned left, numbers right.
        caption: what stands above.

    >>> html_table(["x"], [[2.0]], caption="a < b").count("&lt;")
    1
    """
    title = f'<caption style="text-align: left; color: inherit">{html.escape(caption)}</caption>' if caption else ""
    heads = "".join(f'<th style="text-align: right">{html.escape(name)}</th>' for name in head)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table>{title}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def picked(count: int, most: int) -> list[int]:
    """The places of `most` of `count` things, evenly chosen, the first and the last among them.

    >>> picked(3, 5), picked(1001, 5)
    ([0, 1, 2], [0, 250, 500, 750, 1000])
    """
    return list(range(count)) if count <= most else [i * (count - 1) // (most - 1) for i in range(most)]


def _cell(content: object) -> str:
    side = "left" if isinstance(content, str) else "right"
    text = f"{content:.6g}" if isinstance(content, float) else str(content)
    return f'<td style="text-align: {side}">{html.escape(text)}</td>'


def _brief_data(data: Any, length: int) -> str:
    """A few entries as they are; more by their number."""
    if len(data) <= length // 3:
        entries = [f"{brief(k)}: {brief(data[k])}" for k in data] if isinstance(data, dict) else [*map(brief, data)]
        left, right = "()" if isinstance(data, tuple) else "[]" if isinstance(data, list) else "{}"
        comma = "," if isinstance(data, tuple) and len(data) == 1 else ""
        line = f"{left}{', '.join(entries)}{comma}{right}"
        if len(line) <= length:
            return line
    return f"<{len(data)} entries>"
