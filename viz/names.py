"""How names and numbers are written in a picture: w_11^(1) as w₁₁⁽¹⁾, -0.25 as −0.25."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, count
from string import ascii_letters

__all__ = [
    "COMBINING_HAT",
    "LETTERS",
    "SUBSCRIPTS",
    "SUPERSCRIPTS",
    "NameParts",
    "abbreviated",
    "free_names",
    "legible",
    "name_parts",
    "place_and_name",
    "pretty_name",
    "pretty_number",
    "shortest_names",
]

LETTERS = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Sigma": "Σ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
    "ell": "ℓ",
}
SUBSCRIPTS = str.maketrans("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
SUPERSCRIPTS = str.maketrans("0123456789()−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁻")
COMBINING_HAT = "\u0302"

# A letter or the name of one, perhaps with a hat; then perhaps a subscript; then perhaps a superscript. Digits may
# follow the letter directly, letters need the underscore. Without one, only y takes a hat: "what" is a word.
_NAME = re.compile(
    rf"(?P<letter>[A-Za-zα-ωΑ-Ωℓŷ]|{'|'.join(LETTERS)})"
    r"(?P<hat>_hat|(?<=^y)hat)?"
    r"(?:_?(?P<digits>[0-9]+(?:,[0-9]+)*)|_(?P<letters>[aehijklmnoprstuvx]+))?"
    r"(?:\^(?P<superscript>[0-9]+|\([0-9]+\)))?"
    r"(?P<primes>′*)"
)

# The part of a model that something belongs to: names that begin with a letter, each followed by a dot.
_PLACED = re.compile(r"(?P<place>[^\W\d_][^.]*(?:\.[^\W\d_][^.]*)*)\.(?P<name>[^\W\d_][^.\s]*)")

_BIDIRECTIONAL_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REPLACEMENT = "\ufffd"

# Names from the output down, as on the slide of L5.5: f, then a = σ(b), then b. Letters that are read as something else
# (d, e, i, l, o) are left out, as are the usual ones of inputs, weights and targets.
_LETTERS_OF_NODES = "abcghpqrstuv"

# Whole numbers of up to this many digits, and all numbers as large, are written without an exponent.
_LARGEST_EXPONENT, _SMALLEST_EXPONENT = 6, -4


@dataclass(frozen=True)
class NameParts:
    """A mathematical name, taken apart: w_11^(1) is w with the subscript 11 and the superscript (1).

    The place is the part of a model that it belongs to: "block 1.head 2" in block 1.head 2.q_0,1.
    """

    letter: str
    has_hat: bool
    subscript: str
    superscript: str
    place: str = ""


def place_and_name(label: str) -> tuple[tuple[str, ...], str]:
    """What a label says of the part of a model that it belongs to, and the name that it has there.

    Args:
        label: any text.

    Returns:
        The names of the part, from the outside in, and the rest of the label; no names and all of it, where it names
        no part.

    >>> place_and_name("block 1.head 2.q_0,1"), place_and_name("w_11"), place_and_name("1.5")
    ((('block 1', 'head 2'), 'q_0,1'), ((), 'w_11'), ((), '1.5'))
    """
    placed = _PLACED.fullmatch(label)
    return (tuple(placed["place"].split(".")), placed["name"]) if placed else ((), label)


def name_parts(label: str) -> NameParts | None:
    """The parts of a label that is a mathematical name; None for any other.

    >>> name_parts("y_hat_1")
    NameParts(letter='y', has_hat=True, subscript='1', superscript='', place='')
    """
    place, rest = place_and_name(label)
    name = _NAME.fullmatch(rest)
    if name is None:
        return None
    plain = "y" if name["letter"] == "ŷ" else LETTERS.get(name["letter"], name["letter"])
    return NameParts(
        plain,
        has_hat=name["hat"] is not None or name["letter"] == "ŷ",
        subscript=name["digits"] or name["letters"] or "",
        superscript=(name["superscript"] or "") + name["primes"],
        place=".".join(place),
    )


def shortest_names(labels: Iterable[str]) -> dict[str, str]:
    """The labels, each with as much of its place as tells all that is there from what is elsewhere.

    >>> shortest_names(["block 1.head 1.q_0,1", "block 1.head 2.q_0,1", "block 1.x_0,1"])
    {'block 1.head 1.q_0,1': 'head 1.q_0,1', 'block 1.head 2.q_0,1': 'head 2.q_0,1', 'block 1.x_0,1': 'x_0,1'}
    """
    placed = {label: place_and_name(label) for label in labels}
    counts = Counter(
        ".".join((*place[depth:], name)) for place, name in placed.values() for depth in range(len(place) + 1)
    )
    depths: dict[tuple[str, ...], int] = {}
    for place, name in placed.values():
        told = (depth for depth in range(len(place), -1, -1) if counts[".".join((*place[depth:], name))] == 1)
        depths[place] = min(depths.get(place, len(place)), next(told, 0))
    return {label: ".".join((*place[depths[place] :], name)) for label, (place, name) in placed.items()}


def free_names(taken: Collection[str]) -> Iterator[str]:
    """Names for nodes that have none, without end: letters, then numbered ones.

    Args:
        taken: names that there are; their letters are left alone.

    >>> from itertools import islice
    >>> list(islice(free_names({"a", "b_1", "x"}), 11))
    ['c', 'g', 'h', 'p', 'q', 'r', 's', 't', 'u', 'v', 'v_1']
    """
    letters = {*taken, *(parts.letter for parts in map(name_parts, taken) if parts)}
    free = [letter for letter in _LETTERS_OF_NODES if letter not in letters]
    numbered = next((letter for letter in ("v", *ascii_letters) if letter not in letters), "v")
    return (name for name in chain(free, (f"{numbered}_{k}" for k in count(1))) if name not in taken)


def pretty_name(label: str) -> str:
    """A label as mathematics writes it; one that is no mathematical name stays as it is.

    Args:
        label: any text.

    Returns:
        The text with Unicode subscripts, superscripts, hats and Greek letters.

    >>> [pretty_name(label) for label in ("w11", "w_11^(1)", "w_10,2^(1)", "x_i", "y_hat", "sigma", "my layer 2")]
    ['w₁₁', 'w₁₁⁽¹⁾', 'w₁₀,₂⁽¹⁾', 'xᵢ', 'ŷ', 'σ', 'my layer 2']
    >>> pretty_name("head 2.q_0,1")
    'head 2.q₀,₁'
    """
    name = name_parts(label)
    if name is None:
        return label
    hat = COMBINING_HAT if name.has_hat else ""
    letter = unicodedata.normalize("NFC", name.letter + hat)
    place = f"{name.place}." if name.place else ""
    return place + letter + name.subscript.translate(SUBSCRIPTS) + name.superscript.translate(SUPERSCRIPTS)


def pretty_number(number: float, precision: int = 4) -> str:
    """A number to some significant digits. Zeros at the end say that it was rounded: 0.5 is 0.5, but 0.50001 is 0.5000.

    Args:
        number: any float.
        precision: how many significant digits, 1 to 17. Digits before the decimal point are never rounded away.

    Returns:
        The number, with a true minus sign.

    >>> [pretty_number(number) for number in (2.0, -0.25, 2 / 3, 0.99999999, -0.0, 1e-7, 123456.789, float("-inf"))]
    ['2', '−0.25', '0.6667', '1.000', '0', '1e−7', '123456.8', '−∞']
    """
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    if number == 0:
        return "0"
    # The shortest decimal that Python reads as this number counts as the number: 0.1 is one tenth.
    exact = Decimal(repr(number)).normalize()
    exponent = exact.adjusted()
    limit = max(precision, _LARGEST_EXPONENT)
    is_whole = exact == exact.to_integral_value() and exponent < limit
    if is_whole or len(exact.as_tuple().digits) <= precision:
        text = f"{exact:f}" if _SMALLEST_EXPONENT <= exponent < limit else _scientific(f"{exact:e}")
    else:
        rounded = f"{number:.{max(precision - 1, 1)}e}"
        exponent = int(rounded.partition("e")[2])
        decimals = max(precision - 1 - exponent, 1)
        text = f"{number:.{decimals}f}" if _SMALLEST_EXPONENT <= exponent < limit else _scientific(rounded)
    return text.replace("-", "−")


def _scientific(text: str) -> str:
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}"


def legible(text: str) -> str:
    r"""The text on one line, every character of it one that can be shown; it cannot disturb the text around it.

    White space becomes a space. Control characters, halves of surrogate pairs, and the invisible characters that turn
    the direction of writing become the replacement character.

    >>> legible("two\nlines and a \x00")
    'two lines and a �'
    """
    line = "".join(" " if character.isspace() else _shown(character) for character in text)
    # Isolated, Hebrew or Arabic in a name does not turn round the equation that it stands in.
    return f"\u200e\u2068{line}\u2069" if any(map(_is_right_to_left, line)) else line


def _is_right_to_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL", "AN")


def _shown(character: str) -> str:
    code = ord(character)
    is_no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    if is_no_character or character in _BIDIRECTIONAL_CONTROLS or unicodedata.category(character) in ("Cc", "Cs"):
        return _REPLACEMENT
    return character


def abbreviated(text: str, length: int = 40) -> str:
    """The text itself, or as much of its beginning as leaves room for an ellipsis.

    >>> abbreviated("abcdefgh", 5)
    'abcd…'
    """
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
