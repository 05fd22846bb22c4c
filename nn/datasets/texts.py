"""Texts to learn from: files, the characters in them, and the samples that a language model learns from."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from autograd.data import as_whole, entries
from autograd.shared.encodings import first_foreign_byte
from autograd.shared.files import FilePath, file_path
from autograd.shared.showing import came
from nn.arguments import check_whole

__all__ = ["Characters", "TokenSamples", "lines", "text"]

TokenSamples: TypeAlias = tuple[list[list[int]], list[list[int]]]
"""Tokens, and for each of them the one that follows."""


class Characters:
    """The characters of a text as tokens: whole numbers from 0 up, and one more that marks where a text begins or ends.

    Args:
        texts: a text, or several: the characters that occur in them, sorted, are the tokens.

    Attributes:
        text: the characters, in the order of their tokens.
        mark: the token of the mark, which comes after all others.

    Raises:
        TypeError: for what is no text.
        ValueError: where there is no character.

    >>> characters = Characters(["anna", "ben"])
    >>> characters, len(characters), characters.encode("ben")
    (Characters('aben'), 5, [4, 1, 2, 3, 4])
    >>> characters.decode([4, 1, 2, 3, 4])
    'ben'
    """

    def __init__(self, texts: str | Iterable[str]) -> None:
        self.text: str = "".join(sorted(set().union(*_texts(texts))))
        if not self.text:
            raise ValueError("expected at least one character in texts, got none")
        self.mark: int = len(self.text)
        self._tokens = {character: token for token, character in enumerate(self.text)}

    def __len__(self) -> int:
        """How many tokens there are, the mark among them."""
        return len(self.text) + 1

    def encode(self, text: str, *, end: bool = True) -> list[int]:
        """The tokens of a text, between two marks.

        Args:
            text: any text of these characters.
            end: whether the second mark is there; not for a text that is to be continued.

        Raises:
            TypeError: for what is no text.
            ValueError: for a character that is not among these, saying where.
        """
        if not isinstance(text, str):
            raise TypeError(f"expected text to be a str, got {came(text)}")
        for place, character in enumerate(text):
            if character not in self._tokens:
                raise ValueError(
                    f"expected the characters {reprlib.repr(self.text)}, got {character!r} at place {place} of "
                    f"{reprlib.repr(text)}"
                )
        tokens = [self._tokens[character] for character in text]
        return [self.mark, *tokens, self.mark] if end else [self.mark, *tokens]

    def decode(self, tokens: Iterable[int]) -> str:
        """The text of tokens; marks are left out.

        Raises:
            TypeError, ValueError: for what is no token, saying where.
        """
        wholes = [_token(token, place, len(self)) for place, token in enumerate(entries(tokens, "tokens"))]
        return "".join(self.text[token] for token in wholes if token != self.mark)

    def samples(self, texts: str | Iterable[str], length: int) -> TokenSamples:
        """What a language model learns from: the tokens of each text as X, and as y those that follow on each.

        Texts longer than a model can see at once are cut into pieces. Parts for training and for validation are cut off
        by `nn.train_test_split`.

        Args:
            texts: one, or several.
            length: how many tokens a sample has at most, at least 1.

        Raises:
            TypeError, ValueError: for what is no text, or a character that is not among these.

        >>> Characters("abn").samples(["ann"], 8)
        ([[3, 0, 2, 2]], [[0, 2, 2, 3]])
        >>> Characters("abn").samples(["ann"], 3)
        ([[3, 0, 2], [2]], [[0, 2, 2], [3]])
        """
        length = check_whole(length, "length")
        X: list[list[int]] = []
        y: list[list[int]] = []
        for each in _texts(texts):
            tokens = self.encode(each)
            for start in range(0, len(tokens) - 1, length):
                end = min(start + length, len(tokens) - 1)
                X.append(tokens[start:end])
                y.append(tokens[start + 1 : end + 1])
        return X, y

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Characters) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Characters({reprlib.repr(self.text)})"


def text(path: FilePath) -> str:
    r"""What a text file holds.

    Args:
        path: which file; UTF-8.

    Returns:
        The text.

    Raises:
        ValueError: for an empty file, or one that is not in UTF-8.
        OSError: if the file cannot be read.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "poem.txt").write_text("a line\nanother\n", encoding="utf-8")
    ...     text(pathlib.Path(folder, "poem.txt"))
    'a line\nanother\n'
    """
    try:
        found = file_path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        line, why = first_foreign_byte(Path(path))
        raise ValueError(f"{path}: line {line}: not a text in UTF-8: {why}") from None
    if not found.strip():
        raise ValueError(f"{path}: expected a text, but the file is empty")
    return found


def lines(path: FilePath) -> list[str]:
    r"""The lines of a text file, such as a list of names: without the spaces around them, and without blank ones.

    Args:
        path: which file; UTF-8.

    Returns:
        The lines, in their order.

    Raises:
        ValueError: for a file without text, or one that is not in UTF-8.
        OSError: if the file cannot be read.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "names.txt").write_text("anna\n\nben\n", encoding="utf-8")
    ...     lines(pathlib.Path(folder, "names.txt"))
    ['anna', 'ben']
    """
    stripped = (line.strip() for line in text(path).splitlines())
    return [line for line in stripped if line]


def _texts(texts: str | Iterable[str]) -> Sequence[str]:
    """One text or several, as several."""
    several = [texts] if isinstance(texts, str) else list(texts) if hasattr(texts, "__iter__") else None
    strange = [texts] if several is None else [each for each in several if not isinstance(each, str)]
    if several is None or strange:
        raise TypeError(f"expected texts to be a str, or several, got {came(strange[0])}")
    return several


def _token(token: object, place: int, count: int) -> int:
    whole = as_whole(token)
    if whole is None:
        raise TypeError(f"expected a token to be a whole number, got {came(token)} at place {place}")
    if not 0 <= whole < count:
        raise ValueError(f"expected tokens from 0 to {count - 1}, got {whole} at place {place}")
    return whole
