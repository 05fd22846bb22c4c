"""The numbers of the slides: what an instructor may change, and nothing else on a slide is typed in.

They stand in a small file, `deck.toml`, which is written beside the deck:

    [unit]
    x1 = 2.0  # the first input

What is left out keeps the lecture's number. Only numbers and lists of them can stand there, so that the file is read
without a reader of all of TOML, which Python has from 3.11 on.
"""

from __future__ import annotations

import ast
import configparser
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from autograd.shared.files import FilePath, file_path
from autograd.shared.near_names import check_name
from autograd.shared.showing import came, counted, shortened
from viz.classroom.deck.kinds import Kind, entry, label, labels, number, points, positive, several, whole

__all__ = [
    "ClassesNumbers",
    "CountNumbers",
    "DeckNumbers",
    "DerivativeNumbers",
    "DescentNumbers",
    "GivenNumbers",
    "PerceptronNumbers",
    "TwoLayersNumbers",
    "UnitNumbers",
    "XorNumbers",
    "numbers_of",
    "numbers_text",
]

GivenNumbers = Mapping[str, Mapping[str, object]] | FilePath | None
"""Sections with their entries, or the file in which they stand; None for the lecture's own."""

Record = TypeVar("Record")


@dataclass(frozen=True)
class PerceptronNumbers:
    """L1.2: what a perceptron learns."""

    X: tuple[tuple[float, float], ...] = entry(((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)), points, "the samples")
    y: tuple[int, ...] = entry((0, 0, 0, 1), labels, "their classes")
    max_epochs: int = entry(12, whole(1, 1000), "when to give up")


@dataclass(frozen=True)
class CountNumbers:
    """L3.5: the net whose parameters are counted."""

    inputs: int = entry(2, whole(1, 10**6), "how many inputs")
    layers: tuple[int, ...] = entry((1024, 512, 3), several(whole(1, 10**6), 1, 6), "units, layer by layer")


@dataclass(frozen=True)
class ClassesNumbers:
    """L3.3, L4.3: a choice of classes."""

    logits: tuple[float, ...] = entry((2.0, 1.0, -1.0), several(number, 2, 6), "f, one a class")
    target: int = entry(1, whole(1, 6), "the right class, from 1 up")


@dataclass(frozen=True)
class DerivativeNumbers:
    """L5.1, L5.2, L5.4: derivatives at a point."""

    at: float = entry(1.0, number, "where exp is differentiated")
    c: float = entry(3.0, number, "the factor of c·x^p")
    p: int = entry(4, whole(2, 9), "the exponent")
    x: float = entry(2.0, number, "where c·x^p is differentiated")
    x1: float = entry(2.0, positive, "of x1·(x1 + x2), and of log x1 + log x2")
    x2: float = entry(1.0, positive, "likewise")


@dataclass(frozen=True)
class DescentNumbers:
    """L6.1: descent on (w − lowest)²."""

    start: float = entry(-1.0, number, "where it begins")
    lowest: float = entry(2.0, number, "where the loss is least")
    learning_rate: float = entry(0.2, positive, "α")
    steps: int = entry(6, whole(1, 10), "how many steps are shown")


@dataclass(frozen=True)
class UnitNumbers:
    """L5.5 and L7: one unit."""

    w11: float = entry(0.5, number, "input 1 → the unit")
    w21: float = entry(-0.25, number, "input 2 → the unit")
    x1: float = entry(2.0, number, "the first input")
    x2: float = entry(1.0, number, "the second")
    y: float = entry(1.0, label, "what is right")


@dataclass(frozen=True)
class TwoLayersNumbers:
    """L8: two layers; w11_2 is w11 of the second."""

    x1: float = entry(1.0, number, "the first input")
    x2: float = entry(-1.0, number, "the second")
    y: float = entry(1.0, label, "what is right")
    w11: float = entry(0.1, number, "input 1 → hidden unit 1")
    w21: float = entry(0.2, number, "input 2 → hidden unit 1")
    w12: float = entry(-0.3, number, "input 1 → hidden unit 2")
    w22: float = entry(0.4, number, "input 2 → hidden unit 2")
    w11_2: float = entry(0.5, number, "hidden unit 1 → output")
    w21_2: float = entry(-0.6, number, "hidden unit 2 → output")


@dataclass(frozen=True)
class XorNumbers:
    """L6.4, L9: the net that learns XOR."""

    hidden: int = entry(2, whole(2, 8), "hidden units")
    seed: int = entry(5, whole(0, 10**9), "what the weights are drawn from")
    learning_rate: float = entry(2.0, positive, "α")
    epochs: int = entry(1500, whole(10, 10_000), "how long it learns")
    trainings: int = entry(20, whole(2, 50), "how many seeds are tried, from 0 up (L9.2)")


@dataclass(frozen=True)
class DeckNumbers:
    """All numbers of the deck, section by section."""

    perceptron: PerceptronNumbers = field(
        default_factory=PerceptronNumbers, metadata={"says": "L1.2: what a perceptron learns"}
    )
    count: CountNumbers = field(
        default_factory=CountNumbers, metadata={"says": "L3.5: the net whose parameters are counted"}
    )
    classes: ClassesNumbers = field(
        default_factory=ClassesNumbers, metadata={"says": "L3.3, L4.3: a choice of classes"}
    )
    derivatives: DerivativeNumbers = field(
        default_factory=DerivativeNumbers, metadata={"says": "L5.1, L5.2, L5.4: derivatives at a point"}
    )
    descent: DescentNumbers = field(
        default_factory=DescentNumbers, metadata={"says": "L6.1: descent on (w - lowest)^2"}
    )
    unit: UnitNumbers = field(default_factory=UnitNumbers, metadata={"says": "L5.5, L7: one unit"})
    two_layers: TwoLayersNumbers = field(
        default_factory=TwoLayersNumbers, metadata={"says": "L8: two layers; w11_2 is w11 of the second"}
    )
    xor: XorNumbers = field(default_factory=XorNumbers, metadata={"says": "L6.4, L9: the net that learns XOR"})


_SECTIONS: Mapping[str, type[Any]] = {each.name: each.default_factory for each in fields(DeckNumbers)}  # type: ignore[misc]


def numbers_of(given: GivenNumbers) -> DeckNumbers:
    """The numbers of a deck: those given, and the lecture's for the rest.

    Raises:
        TypeError: for what is neither a mapping nor the path of a file.
        ValueError: for a section or an entry that there is not, and for what an entry may not be; it is named.
        OSError: if the file cannot be read.

    >>> numbers_of({"unit": {"x1": 3}}).unit
    UnitNumbers(w11=0.5, w21=-0.25, x1=3.0, x2=1.0, y=1.0)
    >>> numbers_of({"unit": {"y": 2}})
    Traceback (most recent call last):
        ...
    ValueError: expected y of [unit] to be 0 or 1, got y=2
    """
    if given is None:
        return DeckNumbers()
    sections = given if isinstance(given, Mapping) else _read(file_path(given, "numbers"))
    records = {check_name(name, "section of the numbers", _SECTIONS): of for name, of in sections.items()}
    numbers = DeckNumbers(**{name: _record(_SECTIONS[name], name, of) for name, of in records.items()})
    if len(numbers.perceptron.X) != len(numbers.perceptron.y):
        raise ValueError(
            f"expected X and y of [perceptron] to be of equal length, got "
            f"{counted(len(numbers.perceptron.X), 'sample')} and {counted(len(numbers.perceptron.y), 'class')}"
        )
    if numbers.classes.target > len(numbers.classes.logits):
        raise ValueError(
            f"expected target of [classes] to be one of the {len(numbers.classes.logits)} classes of its logits, got "
            f"target={numbers.classes.target}"
        )
    return numbers


def _record(kind: type[Record], section: str, entries: object) -> Record:
    """The record of a section."""
    if not isinstance(entries, Mapping):
        raise TypeError(
            f"expected [{section}] of the numbers to be a mapping from names to numbers, got {came(entries)}"
        )
    known: dict[str, Kind] = {each.name: each.metadata["kind"] for each in fields(kind)}  # type: ignore[arg-type]
    read = {}
    for name, value in entries.items():
        check_name(name, f"entry of [{section}]", known)
        if not known[name].accepts(value):
            raise ValueError(f"expected {name} of [{section}] to be {known[name].words}, got {name}={came(value)}")
        read[name] = known[name].read(value)
    return kind(**read)


def _read(file: Path) -> dict[str, dict[str, object]]:
    """The sections of a file."""
    parser = configparser.ConfigParser(
        delimiters=("=",),
        comment_prefixes=("#",),
        inline_comment_prefixes=("#",),
        default_section="",
        interpolation=None,
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # x and X are two names
    try:
        parser.read_string(file.read_text(encoding="utf-8-sig"), source=file.name)
    except (configparser.Error, UnicodeDecodeError) as error:
        reason = shortened(str(error))
        raise ValueError(
            f"expected {str(file)!r} to hold [sections] with lines name = number, but found: {reason}"
        ) from None
    return {name: {key: _value(name, key, text) for key, text in parser[name].items()} for name in parser.sections()}


def _value(section: str, name: str, text: str) -> object:
    try:
        value: object = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise ValueError(
            f"expected {name} of [{section}] to be a number or a list of numbers, got {name} = {came(text)}"
        ) from None
    return value


def numbers_text(numbers: DeckNumbers) -> str:
    """The file `deck.toml` with these numbers, each with what it is.

    >>> print(numbers_text(DeckNumbers()).partition("[unit]")[2][:54])
      # L5.5, L7: one unit
    w11 = 0.5  # input 1 → the unit
    """
    sections = ["# The numbers of the deck. Change them, and make it again: python -m viz deck DIR --numbers deck.toml"]
    for section in fields(numbers):
        record = getattr(numbers, section.name)
        lines = [f"{e.name} = {_written(getattr(record, e.name))}  # {e.metadata['says']}" for e in fields(record)]
        sections.append("\n".join([f"[{section.name}]  # {section.metadata['says']}", *lines]))
    return "\n\n".join(sections) + "\n"


def _written(value: object) -> str:
    return f"[{', '.join(map(_written, value))}]" if isinstance(value, tuple) else repr(value)
