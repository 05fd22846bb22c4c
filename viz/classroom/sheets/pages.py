"""Blocks one below the other, on as many pages as they need: all lengths in points, from the upper left corner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from viz.classroom.sheets.typesetting import INK, Line, Run
from viz.rendering.layout import Layout
from viz.rendering.paper import PAPER_SIZES

__all__ = ["PAPERS", "Block", "Graph", "Item", "Page", "Paper", "Rule", "Words", "block_of", "pages_of", "row_of"]


@dataclass(frozen=True)
class Paper:
    """A sheet of paper.

    Attributes:
        width, height: of the sheet.
        margin: at its left and right.
        head, foot: at its top and bottom.
    """

    width: float
    height: float
    margin: float = 51.0
    head: float = 45.0
    foot: float = 54.0

    @property
    def text_width(self) -> float:
        return self.width - 2 * self.margin

    @property
    def text_height(self) -> float:
        return self.height - self.head - self.foot


PAPERS: Final = {name: Paper(*size) for name, size in PAPER_SIZES.items()}


@dataclass(frozen=True)
class Words:
    """A run, at the place where it begins on its baseline."""

    x: float
    y: float
    run: Run


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float = 0.5
    color: str = INK


@dataclass(frozen=True)
class Graph:
    """A picture that Graphviz has laid out, at the place of its upper left corner."""

    x: float
    y: float
    layout: Layout
    zoom: float


Item: TypeAlias = Words | Rule | Graph


@dataclass(frozen=True)
class Block:
    """What no page's end divides.

    Attributes:
        height: of it.
        items: at their places in it.
        is_kept: whether it stands on one page with the next block.
        picture: what fills its height, as large as there is room for; it has no items then.
    """

    height: float
    items: tuple[Item, ...] = ()
    is_kept: bool = False
    picture: Layout | None = None


@dataclass(frozen=True)
class Page:
    """What stands on a page."""

    paper: Paper
    items: tuple[Item, ...]


_LARGEST, _SMALLEST = 0.85, 0.42
"""How large pictures are on paper: their letters then have 13 points, or 6."""


def block_of(lines: Sequence[Line], x: float = 0.0, *, is_kept: bool = False) -> Block:
    """Lines that stay together."""
    items: list[Item] = []
    top = 0.0
    for line in lines:
        items += [Words(x + at, top + line.ascent, run) for at, run in line.runs]
        top += line.height
    return Block(top, tuple(items), is_kept)


def row_of(blocks: Iterable[Block], width: float) -> Block:
    """Blocks side by side, each as wide as this."""
    cells = list(blocks)
    items = [_moved(item, k * width, 0.0) for k, cell in enumerate(cells) for item in cell.items]
    return Block(max(cell.height for cell in cells), tuple(items))


def pages_of(blocks: Sequence[Block], paper: Paper) -> list[Page]:
    """The blocks on pages: on one, if pictures can be made small enough for that to be read."""
    pages: list[list[Item]] = []
    top = paper.text_height
    for group in _groups(_sized(blocks, paper)):
        if pages and top + sum(block.height for block in group) > paper.text_height:
            top = paper.text_height
        for block in group:
            if not pages or top + block.height > paper.text_height:
                pages.append([])
                top = 0.0
            pages[-1] += [_moved(item, paper.margin, paper.head + top) for item in block.items]
            top += block.height
    return [Page(paper, tuple(items)) for items in pages]


def _sized(blocks: Sequence[Block], paper: Paper) -> Iterator[Block]:
    """The blocks, the pictures as large as they are to be."""
    pictures = [block.picture for block in blocks if block.picture]
    free = paper.text_height - sum(block.height for block in blocks if not block.picture)
    needed = sum(picture.height for picture in pictures)
    zoom = free / needed if needed else _LARGEST
    if zoom < _SMALLEST:  # more than one page in any case
        zoom = _LARGEST
    for block in blocks:
        yield _drawn(block.picture, zoom, paper, is_kept=block.is_kept) if block.picture else block


def _drawn(picture: Layout, zoom: float, paper: Paper, *, is_kept: bool) -> Block:
    fits = min(zoom, _LARGEST, paper.text_width / picture.width, paper.text_height / picture.height)
    left = (paper.text_width - fits * picture.width) / 2
    return Block(fits * picture.height, (Graph(left, 0.0, picture, fits),), is_kept)


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks, those together that stand on one page."""
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.is_kept:
            yield group
            group = []
    if group:
        yield group


def _moved(item: Item, right: float, down: float) -> Item:
    if isinstance(item, Rule):
        return replace(item, x=item.x + right, y=item.y + down, to_x=item.to_x + right, to_y=item.to_y + down)
    return replace(item, x=item.x + right, y=item.y + down)
