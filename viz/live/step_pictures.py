"""Steps that leave the browser: one page a step as PDF, one PNG a step, a film.

Graphviz lays the graph out once. Each step draws the parts that are known by then, each in its place, on a page of the
one size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from autograd.arguments import check_whole
from autograd.shared.files import FilePath, check_writable, file_path, write_file
from autograd.shared.progress import with_progress_bar
from viz.graph.dot_nodes import Line, node_lines
from viz.graph.drawing import picture_of
from viz.graph.options import DrawingOptions
from viz.graph.view import GraphView
from viz.live.frames import Frame, frames_of
from viz.live.texts import texts_in
from viz.plots.animation import Animation, check_durations, film_of
from viz.rendering.files import save_as
from viz.rendering.layout import Layout, Letters, Outline, Part, Point, layout_of
from viz.rendering.picture import DPI, LARGEST_ZOOM, SLIDE
from viz.rendering.video import ffmpeg

if TYPE_CHECKING:
    from viz.plots.figures import Plot

__all__ = ["StepPictures"]

_MARGIN, _GAP = 14.0, 2.0  # points
_CAPTION, _CAPTION_ON_SLIDE, _LINE = 13.0, 18.0, 1.5  # sizes of letters; how far lines are apart
_CAPTION_SHARE = 1 / 64  # of a graph's width, at least: what is large is shown smaller
_COLUMNS = 2  # of running sums
_FILM_DOTS = 1600.0  # of a film, the longer side at most
_BOLD = 2.6  # as much wider are the lines of what is at work
_ELSEWHERE = Line("", "")  # words that are no line of a node's


@dataclass(frozen=True, repr=False)
class StepPictures:
    """The steps of a graph, each as a picture; all have the same size.

    Attributes:
        view: the graph, with its gradients.
        style: how it is drawn.
        language: that of the captions.
        is_slide: whether the pictures have the size of a slide, 16:9.
    """

    view: GraphView
    style: DrawingOptions
    language: str = "en"
    is_slide: bool = False

    def save(self, path: FilePath, *, overwrite: bool, dpi: int, seconds: float, hold: float, progress: bool) -> Path:
        """Writes the steps, as `Stepper.save` says."""
        check_whole(dpi, "dpi", *DPI)
        check_durations(seconds, hold)
        file = file_path(path)
        if "{}" in file.name:
            return self._save_one_by_one(file, dpi, overwrite=overwrite, progress=progress)
        if file.suffix.lower() == ".png":
            raise ValueError(
                f"expected {{}} in the name of a PNG, for the number of the step, got {str(file)!r}:"
                f" write {f'{file.stem}-{{}}.png'!r}"
            )
        if file.suffix.lower() == ".mp4":
            ffmpeg()  # must be there
        contents = {
            ".pdf": lambda: self.pdf(progress=progress),
            ".gif": lambda: self.film(seconds, hold, progress=progress).gif(),
            ".webp": lambda: self.film(seconds, hold, progress=progress).webp(),
            ".mp4": lambda: self.film(seconds, hold, progress=progress).mp4(),
        }
        return save_as(file, contents, overwrite=overwrite)

    def pdf(self, *, progress: bool = True) -> bytes:
        """A page for each step, of lines and letters: sharp at any size."""
        from viz.plots.figures import pdf_of

        return pdf_of(self._figures(progress))

    def film(self, seconds: float, hold: float, *, progress: bool = True) -> Animation:
        """Each step for some seconds, the last one for longer."""
        from PIL import Image

        dpi = min(200, int(72 * _FILM_DOTS / max(self._page.width, self._page.height)))
        mode = "RGBA" if self.style.transparent else "RGB"
        images = [Image.open(BytesIO(figure.png(dpi))).convert(mode) for figure in self._figures(progress)]
        return film_of(images, seconds, hold)

    def _save_one_by_one(self, pattern: Path, dpi: int, *, overwrite: bool, progress: bool) -> Path:
        if pattern.suffix.lower() != ".png":
            raise ValueError(f"expected a name that ends in .png where it has {{}} in it, got {str(pattern)!r}")
        digits = len(str(len(self._frames)))
        files = [
            check_writable(pattern.with_name(pattern.name.replace("{}", f"{number:0{digits}}")), overwrite=overwrite)
            for number in range(1, len(self._frames) + 1)
        ]
        for file, figure in zip(files, self._figures(progress)):
            write_file(file, figure.png(dpi), overwrite=overwrite)
        return pattern

    @cached_property
    def _frames(self) -> list[Frame]:
        return frames_of(self.view, self.style, texts_in(self.language))

    @cached_property
    def _layout(self) -> Layout:
        return layout_of(picture_of(self.view, self.style).svg())

    @cached_property
    def _page(self) -> _Page:
        captions = [self._caption(k) for k in range(len(self._frames))]
        return _Page.of(self._layout, captions, is_slide=self.is_slide)

    def _caption(self, k: int) -> list[str]:
        """The lines below the picture; the first also says which step it is."""
        first, *sums = self._frames[k].caption
        said = texts_in(self.language)["step of"].format(step=k + 1, count=len(self._frames), caption=first)
        return [said, *sums]

    def _figures(self, progress: bool) -> Iterator[Plot]:
        for k in with_progress_bar(range(len(self._frames)), "drawing", "step", wanted=progress):
            yield self._drawn(k)

    def _drawn(self, k: int) -> Plot:
        from viz.plots.figures import Plot
        from viz.plots.strokes import draw_strokes

        page, frame, colors = self._page, self._frames[k], self.style.colors
        ground = "none" if self.style.transparent else colors.ground
        figure = Plot(figsize=(page.width / 72, page.height / 72), facecolor=ground, layout="none")
        for part in self._layout.parts:
            if not part.id or part.id in frame.known:
                boldness = _BOLD if part.id in frame.lit else 1.0
                draw_strokes(figure, self._known_of(part, frame), page.origin, page.zoom, boldness=boldness)
        draw_strokes(figure, page.written(self._caption(k), colors.text), (0.0, 0.0), 1.0)
        return figure

    def _known_of(self, part: Part, frame: Frame) -> Iterator[Outline | Letters]:
        """The strokes of a part, but for a gradient that has not come; of one under way, how far it is."""
        lines = iter(self._lines.get(part.id, ()))
        for stroke in part.strokes:
            if isinstance(stroke, Letters) and next(lines, _ELSEWHERE).tells == "gradient":
                if part.id in frame.gradients:
                    yield _with_gradient(stroke, frame.gradients[part.id])
            else:
                yield stroke

    @cached_property
    def _lines(self) -> dict[str, list[Line]]:
        """What is written in each node."""
        return {f"n{i}": node_lines(node, self.style) for i, node in enumerate(self.view.nodes)}


@dataclass(frozen=True)
class _Page:
    """Where everything stands on a page, in points.

    Attributes:
        width, height: those of the page.
        origin: where the graph's lower left corner is.
        zoom: by how much the graph is larger.
        size: that of the caption's letters.
        top: where the caption begins.
    """

    width: float
    height: float
    origin: Point
    zoom: float
    size: float
    top: float

    @classmethod
    def of(cls, layout: Layout, captions: list[list[str]], *, is_slide: bool) -> _Page:
        """The smallest page that has room for all; or a slide, and all as large as fits."""
        firsts, sums = [caption[0] for caption in captions], [line for caption in captions for line in caption[1:]]
        # In letters of one point.
        longest = max([*map(_length, firsts), *(_COLUMNS * _length(line) + _COLUMNS for line in sums)])
        lines = max(1 + math.ceil((len(caption) - 1) / _COLUMNS) for caption in captions)
        if is_slide:
            width, height = map(float, SLIDE)
            size = min(_CAPTION_ON_SLIDE, (width - 2 * _MARGIN) / longest)
            space = height - 2 * _MARGIN - _GAP - lines * size * _LINE
            zoom = min(LARGEST_ZOOM, (width - 2 * _MARGIN) / layout.width, space / layout.height)
        else:
            size = max(_CAPTION, layout.width * _CAPTION_SHARE)
            space, zoom = layout.height, 1.0
            width = max(layout.width, longest * size) + 2 * _MARGIN
            height = layout.height + _GAP + lines * size * _LINE + 2 * _MARGIN
        top = _MARGIN + lines * size * _LINE
        origin = ((width - zoom * layout.width) / 2, top + _GAP + (space - zoom * layout.height) / 2)
        return cls(width, height, origin, zoom, size, top)

    def written(self, caption: list[str], color: str) -> Iterator[Letters]:
        """The caption: its first line, and below it the sums in columns."""
        column = (self.width - 2 * _MARGIN) / _COLUMNS
        for k, text in enumerate(caption, start=-1):
            row, place = (0, 0) if k < 0 else (1 + k // _COLUMNS, k % _COLUMNS)
            line = self.top - (row + 0.75) * self.size * _LINE
            yield Letters(text, (_MARGIN + place * column, line), "left", self.size, color)


def _with_gradient(letters: Letters, gradient: str) -> Letters:
    """Another number after the word, in the same place, in smaller letters where it would be longer."""
    text, room = f"{letters.text.partition(' ')[0]} {gradient}", _length(letters.text)
    (left, baseline), size = letters.place, letters.size
    return Letters(
        text, (left + room * size / 2, baseline), "center", size * min(1.0, room / _length(text)), letters.color
    )


def _length(text: str) -> float:
    """How long a text is in letters of one point."""
    from viz.plots.strokes import length_of  # with Matplotlib

    return length_of(text)
