"""How records and results show themselves: on one line, or as a small table in a notebook."""

from __future__ import annotations

import dataclasses
import html
import re
import reprlib
import textwrap
from array import array
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from autograd.shared.printing import printable

__all__ = [
    "brief",
    "came",
    "counted",
    "html_table",
    "is_or_are",
    "listed",
    "one_line",
    "picked",
    "shortened",
    "text_table",
    "wrapped",
]

LINE, PART, WIDTH = 160, 40, 80
"""Letters of a line, of one part of it, and of a terminal."""
_PLURALS = {"axis": "axes", "leaf": "leaves"}
_DEEPEST = 8
"""Lists in lists that are shown one in another."""


def shortened(text: str, length: int = LINE) -> str:
    r"""A text on one line, its end cut off where it is longer than that.

    >>> shortened("one two\nthree", 10)
    'one two t…'
    """
    line = printable(" ".join(text.split()))
    return line if len(line) <= length else printable(f"{line[: length - 1].rstrip()}…")


def counted(count: int, noun: str) -> str:
    """A number and its noun, in the plural where it should be.

    >>> counted(1, "leaf"), counted(2, "leaf"), counted(0, "edge"), counted(3, "entry"), counted(2, "class")
    ('1 leaf', '2 leaves', '0 edges', '3 entries', '2 classes')
    """
    return f"{count} {noun if count == 1 else _plural(noun)}"


def is_or_are(count: int) -> str:
    """The verb for so many.

    >>> f"{1} of the {counted(3, 'unit')} {is_or_are(1)} dead"
    '1 of the 3 units is dead'
    """
    return "is" if count == 1 else "are"


def _plural(noun: str) -> str:
    if noun in _PLURALS:
        return _PLURALS[noun]
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}es" if noun.endswith("s") else f"{noun}s"


def brief(thing: object, length: int = PART) -> str:
    """What stands for a thing within a line: a function by its name, much data by its amount, all else by its repr.

    >>> brief(max), brief([1.0, 2.0]), brief(list(range(1000)))
    ('max', '[1.0, 2.0]', '<1000 entries>')
    """
    return _brief(thing, length, 0)


def _brief(thing: object, length: int, depth: int) -> str:
    if isinstance(thing, (type, FunctionType, BuiltinFunctionType, MethodType)):
        return thing.__name__
    if isinstance(thing, Fraction):
        return shortened(str(thing), length)
    if isinstance(thing, (list, tuple, set, frozenset, dict)) and not hasattr(thing, "_fields"):
        return _brief_data(thing, length, depth)
    if isinstance(thing, (array, memoryview)):
        return f"<{counted(len(thing), 'entry')}>"
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
    rows = list(rows)
    first = rows[0] if rows else [0] * len(head)
    heads = "".join(map(_head, head, first))
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table>{title}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def text_table(head: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "") -> str:
    """A table in letters, no wider than a terminal: of more columns than fit, those in the middle are left out.

    Args:
        head: the names of the columns.
        rows: the cells, row by row; texts are aligned left, numbers right.
        caption: what stands above.

    >>> print(text_table(["word", "count"], [["a", 12], ["the", 7]], caption="two words"))
    two words
    word  count
    a        12
    the       7
    """
    rows = [head, *rows]
    sides = ["<" if all(isinstance(row[k], str) for row in rows) else ">" for k in range(len(head))]
    cells = [[_text_of(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells)]
    columns = [[f"{cell:{side}{w}}" for cell in column] for column, side, w in zip(zip(*cells), sides, widths)]
    left, gap = len(columns) // 2, [*["…"] * len(cells)]
    right = left
    while sum(len(column[0]) + 2 for column in (*columns[:left], *columns[right:])) > WIDTH - 2 and left > 1:
        left, right = (left - 1, right) if left >= len(columns) - right else (left, right + 1)
    shown = [*columns[:left], *([gap] if left < right else []), *columns[right:]]
    return printable("\n".join([*filter(None, [caption]), *("  ".join(row).rstrip() for row in zip(*shown))]))


def listed(names: Iterable[str]) -> str:
    """Names in a sentence.

    >>> listed(["W1", "b1", "W2"]), listed(["W1"])
    ('W1, b1 and W2', 'W1')
    """
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def wrapped(text: str) -> str:
    """A text whose lines are no wider than a terminal: longer ones go on in the next line, between words."""
    fill = partial(textwrap.fill, width=WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(line if len(line) <= WIDTH else fill(line) for line in text.split("\n"))


def picked(count: int, most: int) -> list[int]:
    """The places of `most` of `count` things, evenly chosen, the first and the last among them.

    >>> picked(3, 5), picked(1001, 5)
    ([0, 1, 2], [0, 250, 500, 750, 1000])
    """
    return list(range(count)) if count <= most else [i * (count - 1) // (most - 1) for i in range(most)]


def _head(name: str, below: object) -> str:
    return f'<th style="text-align: {_side(below)}">{html.escape(name)}</th>'


def _side(content: object) -> str:
    return "left" if isinstance(content, str) else "right"


def _cell(content: object) -> str:
    side = _side(content)
    return f'<td style="text-align: {side}">{html.escape(_text_of(content))}</td>'


def _text_of(content: object) -> str:
    return f"{content:.6g}" if isinstance(content, float) else str(content)


def _brief_data(data: Any, length: int, depth: int) -> str:
    """A few entries as they are; more, or those within many others, by their number."""
    if len(data) <= length // 3 and depth < _DEEPEST:
        within = partial(_brief, length=PART, depth=depth + 1)
        is_dict = isinstance(data, dict)
        entries = [f"{within(k)}: {within(data[k])}" for k in data] if is_dict else [*map(within, data)]
        left, right = "()" if isinstance(data, tuple) else "[]" if isinstance(data, list) else "{}"
        comma = "," if isinstance(data, tuple) and len(data) == 1 else ""
        line = f"{left}{', '.join(entries)}{comma}{right}"
        if len(line) <= length:
            return line
    return "<1 entry>" if len(data) == 1 else f"<{len(data)} entries>"
