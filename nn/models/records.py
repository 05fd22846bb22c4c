"""JSON files that are written whole or not at all, and read with suspicion: nothing in them is run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from autograd.shared.files import FilePath, file_path, write_file
from nn.arguments import finite_number

__all__ = [
    "MOST_BYTES",
    "MOST_DEPTH",
    "MOST_DIGITS",
    "MOST_ENTRIES",
    "contents_of",
    "finite_numbers",
    "is_record",
    "parsed",
    "read_record",
    "write_record",
]

MOST_BYTES: Final = 128 * 2**20
"""Larger files are refused: a net of the quiz's half million parameters takes 17 MB."""
_PART: Final = 2**20
"""So much of a file is read at once."""

MOST_ENTRIES: Final = 4_000_000
"""Texts with more numbers, words, lists and objects are refused: one that takes a hundred bytes is said in three."""

MOST_DEPTH: Final = 64
"""Lists and objects that stand in each other deeper than this are refused: to show one is to recurse."""

MOST_DIGITS: Final = 20
"""Whole numbers with more digits are refused: reading them takes time that grows with the square of their length."""


def write_record(
    path: FilePath, kind: str, version: int, fields: Mapping[str, object], *, overwrite: bool = False
) -> None:
    """Writes a JSON object, floats exact. A crash on the way leaves the file that was there whole.

    Args:
        path: where to.
        kind: what the file is, for those who read it.
        version: the version of its format.
        fields: what it says.
        overwrite: whether a file that is there already is replaced.

    Raises:
        ValueError: for a number that is infinite or NaN, and for more than `read_record` would read again.
        OSError: if the file cannot be written, as `autograd.shared.files.write_file` says.
    """
    text = json.dumps({"format": kind, "version": version, **fields}, ensure_ascii=False, allow_nan=False) + "\n"
    content = text.encode()
    _check_bytes(path, len(content))
    _check_entries(text)
    write_file(path, content, overwrite=overwrite)


def is_record(path: FilePath, kind: str) -> bool:
    """Whether there is a file that begins as `write_record` begins one of that kind."""
    beginning = json.dumps({"format": kind}, ensure_ascii=False).removesuffix("}").encode()
    file = file_path(path)
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(len(beginning)) == beginning


def read_record(path: FilePath, kind: str, version: int, fields: set[str]) -> dict[str, Any]:
    """The fields of a file that `write_record` wrote.

    Args:
        path: which file.
        kind: what it must be.
        version: the version that it must have.
        fields: those that it must have, and no others.

    Raises:
        ValueError: if it is too large, is not JSON, has too many entries, or another format, version or other fields.
        OSError: if it cannot be read.
    """
    path = file_path(path)
    contents = contents_of(path)
    try:
        record = parsed(contents.decode("utf-8-sig"))  # some editors leave a mark at the beginning
    except ValueError as error:
        raise ValueError(f"{path}: expected a {kind} as JSON, but it is not: {error}") from None
    if not isinstance(record, dict) or record.get("format") != kind:
        raise ValueError(f"{path}: expected format to be {kind!r}, got {_shown(record, 'format')}")
    if record.get("version") != version or isinstance(record["version"], bool):
        raise ValueError(f"{path}: expected version to be {version}, got {_shown(record, 'version')}")
    content = {name: field for name, field in record.items() if name not in ("format", "version")}
    for what, names in (
        ("lacks the field", fields - content.keys()),
        ("has an unknown field", content.keys() - fields),
    ):
        if names:
            raise ValueError(f"{path}: the file {what} {min(names)!r}")
    return content


def contents_of(path: Path) -> bytes:
    """What is in a file of which no more is read than it may have: a device, which a link may lead to, has no end.

    Raises:
        ValueError: if it is too large.
        OSError: if it cannot be read.
    """
    _check_bytes(path, path.stat().st_size)
    contents = bytearray()
    with path.open("rb") as stream:
        while len(contents) <= MOST_BYTES and (part := stream.read(min(_PART, MOST_BYTES + 1 - len(contents)))):
            contents += part
    _check_bytes(path, len(contents))
    return bytes(contents)


def parsed(text: str) -> Any:
    """What a text of JSON from elsewhere says.

    Raises:
        ValueError: if it is not JSON, is nested too deeply, has too many entries, a field twice, a number that is not
            finite, or a whole one of too many digits.

    >>> parsed('{"nouts": [4, 1]}')
    {'nouts': [4, 1]}
    """
    _check_entries(text)
    try:
        record = json.loads(
            text,
            parse_constant=_refused_constant,
            parse_int=_whole_number,
            object_pairs_hook=_without_repetition,
        )
        _check_depth(record)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return record


def finite_numbers(entries: object, name: str) -> list[float]:
    """A list of finite numbers.

    Raises:
        TypeError, ValueError: for anything else, naming the field.
    """
    if not isinstance(entries, list):
        raise TypeError(f"expected {name} to be a list of numbers, got {entries!r:.80}")
    return [finite_number(entry, f"{name}[{i}]") for i, entry in enumerate(entries)]


def _check_bytes(path: FilePath, size: int) -> None:
    if size > MOST_BYTES:
        raise ValueError(f"{path}: expected at most {MOST_BYTES:,} bytes, got {size:,}")


def _check_entries(text: str) -> None:
    """Raises ValueError for too many, as far as commas and brackets tell before anything is read."""
    if (count := 1 + sum(map(text.count, ",[{"))) > MOST_ENTRIES:
        raise ValueError(f"expected at most {MOST_ENTRIES:,} entries, got up to {count:,}")


def _shown(record: object, field: str) -> str:
    return f"{record.get(field)!r:.80}" if isinstance(record, dict) else f"{type(record).__name__} {record!r:.40}"


def _refused_constant(text: str) -> float:
    raise ValueError(f"{text} is not a finite number")


def _whole_number(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise ValueError(f"a whole number of {len(text)} digits")
    return int(text)


def _check_depth(record: object) -> None:
    level = [record] if isinstance(record, (dict, list)) else []
    for _ in range(MOST_DEPTH):
        inner = chain.from_iterable(each.values() if isinstance(each, dict) else each for each in level)
        level = [each for each in inner if isinstance(each, (dict, list))]
        if not level:
            return
    raise RecursionError


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the field {name!r} is there twice")
    return record
