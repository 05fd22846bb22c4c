"""`viz.deck`: the lecture as slides."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from autograd import DomainError
from autograd.arguments import check_flag
from autograd.shared.files import FilePath
from autograd.shared.progress import with_progress_bar
from viz.classroom.deck import calculus, descent, losses, multilayer, one_unit, perceptron, two_layers, xor
from viz.classroom.deck.numbers import DeckNumbers, GivenNumbers, numbers_of, numbers_text
from viz.classroom.deck.page import deck_page
from viz.classroom.deck.slide import Slide
from viz.rendering.files import save_as
from viz.rendering.paper import print_page

__all__ = ["Deck", "deck"]

_PARTS = {
    "L1 and L2": perceptron.slides,
    "L3": multilayer.slides,
    "L4": losses.slides,
    "L5": calculus.slides,
    "L6": descent.slides,
    "L7": one_unit.slides,
    "L8": two_layers.slides,
    "L9": xor.slides,
}


@dataclass(frozen=True, repr=False)
class Deck:
    """The lecture as slides, as `viz.deck` makes it; they are computed when they are first asked for, in some seconds.

    Attributes:
        numbers: the numbers that everything on the slides is computed from.
        progress: whether a progress bar is shown meanwhile.

    >>> import viz
    >>> deck = viz.deck()
    >>> deck
    <Deck: the lecture, with its own numbers>
    """

    numbers: DeckNumbers
    progress: bool = True

    @cached_property
    def slides(self) -> tuple[Slide, ...]:
        """The slides, in their order.

        Raises:
            ValueError: for numbers from which nothing can be computed; the message names the slides.
            GraphvizNotFoundError: if there is nothing to draw with.
        """
        parts = with_progress_bar(list(_PARTS), "deck", "part", wanted=self.progress)
        return tuple(slide for part in parts for slide in _slides_of(part, self.numbers))

    def computed(self) -> Deck:
        """The same deck, its slides computed: what `slides` raises is then raised before anything is written."""
        self.slides  # noqa: B018 - that it is computed is the point
        return self

    @cached_property
    def html(self) -> str:
        """The slides as one HTML file, which needs no network and no other file; raises what `slides` does."""
        return deck_page(self.slides)

    def _page(self) -> bytes:
        return self.html.encode()

    @property
    def numbers_file(self) -> str:
        """The numbers as the text of a `deck.toml`, to change them and make the deck again."""
        return numbers_text(self.numbers)

    def pdf(self) -> bytes:
        """The slides as PDF, a page each, answers opened; a browser prints it.

        Raises:
            RuntimeError: if there is no Chromium, Chrome or Edge.
            RuntimeError: if it prints nothing.
        """
        with tempfile.TemporaryDirectory() as folder:
            page, paper = Path(folder, "deck.html"), Path(folder, "deck.pdf")
            page.write_text(self.html, encoding="utf-8")
            print_page(page, paper, "?print-pdf")
            return paper.read_bytes()

    def save(self, path: FilePath, *, overwrite: bool = False) -> Path:
        """Writes the deck as a page, as PDF, or its numbers, by the suffix.

        Args:
            path: the file, which ends in .html, .pdf or .toml; its folder must exist.
            overwrite: whether a file that is there already is replaced.

        Returns:
            The path.

        Raises:
            ValueError: for another suffix.
            FileNotFoundError: if there is no such folder.
            FileExistsError: if the file exists and is not to be overwritten.
            RuntimeError: for PDF, if there is no browser to print it.
        """
        contents = {".html": self._page, ".pdf": self.pdf, ".toml": self.numbers_file.encode}
        return save_as(path, contents, overwrite=overwrite)

    def __repr__(self) -> str:
        ours = DeckNumbers()
        sections = [each.name for each in fields(ours)]
        changed = [name for name in sections if getattr(self.numbers, name) != getattr(ours, name)]
        those = f"other numbers of {', '.join(changed)}" if changed else "its own numbers"
        return f"<Deck: the lecture, with {those}>"


def deck(numbers: GivenNumbers = None, *, progress: bool = True) -> Deck:
    """The lecture as a deck of slides: every picture is drawn and every number computed when it is made.

    Args:
        numbers: the numbers to compute with, by section and name, or the path of a `deck.toml` that holds them; what is
            left out is the lecture's. None for the lecture's own.
        progress: whether to show a progress bar, where tqdm is installed.

    Returns:
        The deck; `.save("lecture.html")` writes it, `.html` is the page, `.numbers_file` a `deck.toml` to begin with.

    Raises:
        TypeError: for what is neither a mapping nor the path of a file, and for a `progress` that is no bool.
        ValueError: for a section or an entry that there is not, and for what an entry may not be; it is named.
        OSError: if the file cannot be read.

    >>> deck({"unit": {"x1": 3}})
    <Deck: the lecture, with other numbers of unit>
    """
    return Deck(numbers_of(numbers), check_flag(progress, "progress"))


def _slides_of(part: str, numbers: DeckNumbers) -> list[Slide]:
    try:
        return _PARTS[part](numbers)
    except (DomainError, OverflowError) as error:
        raise ValueError(f"with these numbers the slides of {part} cannot be computed: {error}") from error
