"""A reader of formulas, in each of their three spellings, that knows nothing of how they are written.

Each spelling becomes the same few tokens; a parser of ordinary arithmetic, with invisible products, reads the number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.etree import ElementTree

import numpy as np

from autograd import PRIMITIVES, Primitive
from viz.formulas.formula import row_formula

__all__ = ["value_of_latex", "value_of_mathml", "value_of_text"]

MATHML = "{http://www.w3.org/1998/Math/MathML}"
SUBSCRIPTS = {ord(sign): digit for sign, digit in zip("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx")}
SUPERSCRIPTS = {ord(sign): digit for sign, digit in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾", "0123456789−()")}
SIGNS = {
    r"\cdot": "·",
    r"\langle": "⟨",
    r"\rangle": "⟩",
    r"\sum": "Σ",
    r"\prod": "Π",
    "-": "−",
    r"\lfloor": "⌊",
    r"\rfloor": "⌋",
    r"\lceil": "⌈",
    r"\rceil": "⌉",
}
GREEK = {"sigma": "σ", "ell": "ℓ", "Phi": "Φ", "pi": "π"}


def value_of_text(text: str, numbers: Mapping[str, float]) -> float:
    """The number that Unicode text says, its names standing for `numbers`; layers are written w_11^(1)."""
    text = re.sub("([⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾]+)", _superscript_tokens, text)
    text = re.sub("([₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+)", lambda m: "_" + m[1].translate(SUBSCRIPTS), text)
    return _Parser(re.findall(r"[^\W\d_]\u0302?[\w]*(?:\^\[\d+\])?|[\d.]+(?:e−?\d+)?|\S", text), numbers).read()


def _superscript_tokens(match: re.Match[str]) -> str:
    digits = match[1].translate(SUPERSCRIPTS)
    layer = re.match(r"\((\d+)\)", digits)
    return f"^[{layer[1]}]{digits[layer.end() :]}" if layer else f"^({digits})"


def value_of_latex(latex: str, numbers: Mapping[str, float]) -> float:
    """The number that LaTeX says."""
    tokens = re.findall(r"\\[A-Za-z]+|\\.|[\d.]+|\S", latex)
    return _Parser(_read_latex(tokens), numbers).read()


def _read_latex(tokens: list[str]) -> list[str]:
    """Consumes the tokens up to a closing brace."""
    found: list[str] = []
    while tokens and (token := tokens.pop(0)) != "}":
        if token == r"\frac":
            found += ["(", "(", *_latex_group(tokens), ")", "/", "(", *_latex_group(tokens), ")", ")"]
        elif token == r"\sqrt":
            found += ["√", "(", *_latex_group(tokens), ")"]
        elif token == "_" and found[-1] == ")":
            found += ["_", "(", *_latex_group(tokens), ")"]
        elif token == "_":
            found[-1] += "_" + "".join(_latex_group(tokens))
        elif token == "^":
            group = _latex_group(tokens)
            if group[0] == "(" and re.fullmatch(r"\d+", "".join(group[1:-1])):
                found[-1] += f"^[{group[1]}]"
            else:
                found += ["^", "(", *group, ")"]
        elif token == "{":
            found += ["(", *_read_latex(tokens), ")"]
        elif token == r"\hat":
            found.append("".join(_latex_group(tokens)) + "\u0302")
        elif token == r"\operatorname":
            found.append("".join(_latex_group(tokens)))
        elif token not in (r"\left", r"\right"):
            name = token.lstrip("\\")
            found.append(SIGNS.get(token) or GREEK.get(name, name))
    return found


def _latex_group(tokens: list[str]) -> list[str]:
    opening = tokens.pop(0)
    assert opening == "{"
    return _read_latex(tokens)


def value_of_mathml(element: str, numbers: Mapping[str, float]) -> float:
    """The number that a MathML element says."""
    return _Parser(_read_mathml(ElementTree.fromstring(element)), numbers).read()


def _read_mathml(element: ElementTree.Element) -> list[str]:
    parts = list(map(_read_mathml, element))
    tokens = [token for part in parts for token in part]
    own = (element.text or "").replace("\u2061", "").strip()
    readings: dict[str, Callable[[], list[str]]] = {
        "mfrac": lambda: ["(", "(", *parts[0], ")", "/", "(", *parts[1], ")", ")"],
        "msqrt": lambda: ["√", "(", *tokens, ")"],
        "msub": lambda: (
            [*parts[0], "_", "(", *parts[1], ")"] if parts[0][-1] == ")" else [f"{parts[0][0]}_{parts[1][0]}"]
        ),
        "msubsup": lambda: [f"{parts[0][0]}_{parts[1][0]}^[{parts[2][0].strip('()')}]"],
        "mover": lambda: [f"{parts[0][0]}\u0302"],
        "msup": lambda: [*parts[0], "^", "(", *parts[1], ")"],
    }
    reading = readings.get(element.tag.removeprefix(MATHML), lambda: [own] * bool(own) + tokens)
    return reading()


def _functions() -> dict[str, Callable[..., Any]]:
    """The functions that a formula may call, by the names that the table's formulas give them."""
    functions: dict[str, Callable[..., Any]] = {"max": np.max, "min": np.min, "mean": np.mean}
    functions["softmax"] = lambda zs: np.exp(zs - np.max(zs)) / np.sum(np.exp(zs - np.max(zs)))
    for row in PRIMITIVES.values():
        if head := re.match(r"([^\W\d_]\w*)(?: \w|\()", row_formula(row).text):
            name = re.sub("([₀₁₂₃₄₅₆₇₈₉]+)", lambda m: "_" + m[1].translate(SUBSCRIPTS), head[1])
            functions.setdefault(name, np.vectorize(row) if row.arity == 1 else partial(_called_with, row))
    return functions


def _called_with(row: Primitive, operands: Any) -> float:
    return float(row(*operands))


@dataclass
class _Parser:
    tokens: list[str]
    numbers: Mapping[str, float]
    place: int = 0

    def read(self) -> float:
        self.tokens = [unicodedata.normalize("NFC", token) for token in self.tokens]
        self.functions = _functions()
        value = self.sum()
        assert self.place == len(self.tokens), f"left over: {self.tokens[self.place :]}"
        return float(value)

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def expect(self, token: str) -> None:
        if not self.take(token):
            raise ValueError(f"expected {token} at {self.place} of {self.tokens}")

    def take(self, *expected: str) -> str:
        token = self.peek()
        if expected and token not in expected:
            return ""
        self.place += 1
        return token

    def sum(self) -> Any:
        sign = self.take("−")
        value = -self.product() if sign else self.product()
        while operation := self.take("+", "−"):
            value = value + self.product() if operation == "+" else value - self.product()
        return value

    def product(self) -> Any:
        value = self.power()
        while self.peek() not in ("", "+", "−", ")", "⟩", "⌋", "⌉", ",", "|") or self.peek() in ("·", "/"):
            if self.take("/"):
                value = value / self.power()
            else:
                self.take("·")
                value = value * self.power()
        return value

    def power(self) -> Any:
        value = self.atom()
        return value ** self.exponent() if self.take("^") else value

    def exponent(self) -> Any:
        return self.atom()

    def atom(self) -> Any:
        token = self.take()
        readers = {
            "(": self.parenthesis,
            "⟨": self.product_of_vectors,
            "|": lambda: abs(self.enclosed("|")),
            "⌊": lambda: np.floor(self.enclosed("⌋")),
            "⌈": lambda: np.ceil(self.enclosed("⌉")),
            "√": lambda: np.sqrt(self.atom()),
            "Σ": lambda: np.sum(self.product()),
            "Π": lambda: np.prod(self.product()),
        }
        if token in readers:
            return readers[token]()
        if token in self.functions and token not in self.numbers:
            return self.call(token)
        return float(token.replace("−", "-")) if token[0].isdigit() else self.numbers[token]

    def parenthesis(self) -> Any:
        elements = [self.sum()]
        while self.take(","):
            elements.append(self.sum())
        self.expect(")")
        value = elements[0] if len(elements) == 1 else np.array(elements)
        return np.atleast_1d(value)[int(self.atom())] if self.take("_") else value

    def product_of_vectors(self) -> Any:
        left, _, right = self.sum(), self.take(","), self.sum()
        self.expect("⟩")
        return np.sum(left * right)

    def enclosed(self, closer: str) -> Any:
        value = self.sum()
        self.expect(closer)
        return value

    def call(self, name: str) -> Any:
        is_enclosed = self.peek() == "("
        argument = self.atom() if is_enclosed or self.peek() not in self.functions else self.power()
        function = self.functions[name]
        return function(argument)
