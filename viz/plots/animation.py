"""Films: one plot after the other, as GIF, WebP or MP4."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from autograd.arguments import check_flag, check_function, check_number, check_whole, finite_number
from autograd.shared.progress import with_progress_bar
from autograd.shared.showing import came, counted
from viz.plots.styling import PlotLook, axes_for, taking_look
from viz.plots.trajectory import Replay
from viz.rendering.files import save_as
from viz.rendering.images import image_base64, image_html
from viz.rendering.picture import DPI
from viz.rendering.showing import show
from viz.rendering.video import mp4_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from PIL.Image import Image
    from typing_extensions import Unpack

__all__ = ["Animation", "animate", "check_durations", "film_of"]

Frame = TypeVar("Frame")


@dataclass(frozen=True, repr=False)
class Animation:
    """A film, as `animate` makes it. Jupyter plays it as it is.

    Attributes:
        images: the frames, as images of Pillow's.
        milliseconds: how long each is shown.

    >>> film = animate(lambda ax, t: ax.plot([0, t]), range(3), size=(2, 1), seconds=0.2, hold=1.0, progress=False)
    >>> film.milliseconds, film.images[0].size
    ((200, 200, 1000), (200, 100))
    """

    images: tuple[Image, ...]
    milliseconds: tuple[int, ...]

    def gif(self) -> bytes:
        """The film as GIF, which plays everywhere. It has 256 colours, and of what is transparent no half tones."""
        return self._encoded("GIF", optimize=True, disposal=2)

    def webp(self) -> bytes:
        """The film as lossless WebP, which is smaller."""
        return self._encoded("WEBP", lossless=True)

    def mp4(self) -> bytes:
        """The film as MP4, which slide programs and phones play. It takes ffmpeg, and has a ground of its own.

        Raises:
            RuntimeError: if there is no ffmpeg.
        """
        return mp4_of(self.images, self.milliseconds)

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Writes the film to a file, as GIF, WebP or MP4 by its suffix.

        Args:
            path: the file; its folder must exist.
            overwrite: whether a file that is there already is replaced.

        Returns:
            The path.

        Raises:
            ValueError: for another suffix.
            FileNotFoundError: if there is no such folder.
            FileExistsError: if the file exists and is not to be overwritten.
            RuntimeError: for an MP4, if there is no ffmpeg.
        """
        return save_as(path, {".gif": self.gif, ".webp": self.webp, ".mp4": self.mp4}, overwrite=overwrite)

    def show(self) -> None:
        """Shows the film: in the notebook, or elsewhere in the program that opens pictures on this machine."""
        show(self, ".gif", self.gif)

    def _encoded(self, file_format: str, **options: object) -> bytes:
        buffer = BytesIO()
        first, *rest = self.images
        first.save(
            buffer, file_format, save_all=True, append_images=rest, duration=list(self.milliseconds), loop=0, **options
        )
        return buffer.getvalue()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The film; its last frame where no film is shown; words where no picture is."""
        still = BytesIO()
        self.images[-1].save(still, "PNG")
        # Smooth edges on any page; where it has a ground, what plays everywhere.
        transparent = self.images[-1].mode == "RGBA"
        film = (self.webp(), "image/webp") if transparent else (self.gif(), "image/gif")
        return {
            "text/html": image_html(*film, f"film of {self._described()}", ground="none" if transparent else "white"),
            "image/png": image_base64(still.getvalue()),
            "text/plain": repr(self),
        }

    def _described(self) -> str:
        return f"{counted(len(self.images), 'frame')}, {sum(self.milliseconds) / 1000:g} s"

    def __repr__(self) -> str:
        return f"<Animation: {self._described()}>"


@taking_look
def animate(
    draw: Callable[[Axes, Frame], object],
    frames: Iterable[Frame],
    *,
    seconds: float = 0.1,
    hold: float = 2.0,
    size: tuple[float, float] = (8.0, 4.5),
    dpi: int = 100,
    caption: Callable[[Frame], str] | None = None,
    progress: bool = True,
    **look: Unpack[PlotLook],
) -> Animation:
    """A film: each frame drawn on axes of its own.

    How a net learns, epoch by epoch, with a `Trajectory` recorded meanwhile:
    `animate(lambda ax, epoch: viz.hidden_space(model, X, y, ax=ax), trajectory.replay(most=60))`. Its frames say which
    epoch it is, and the loss that training reported there.

    Args:
        draw: draws one frame on the axes that it is given.
        frames: what it is given besides, frame by frame: the epochs of `Trajectory.replay`, the numbers of a range.
        seconds: how long a frame is shown, at least 0.02.
        hold: how long the last one is.
        size: width and height in inches.
        dpi: dots an inch.
        caption: what is written over a frame; None for epoch and loss, where the frames are those of a `Trajectory`.
        progress: whether to show a progress bar, where tqdm is installed.
        look: the film's theme and ground, as `viz.PlotLook` says.

    Returns:
        The film.

    Raises:
        TypeError: for what is no function, no number, or nothing to go through.
        ValueError: if there are no frames, or for a time below 0.02 seconds.

    >>> film = animate(lambda ax, t: ax.plot([0, t]), range(3), size=(2, 1), hold=1.0, progress=False)
    >>> film
    <Animation: 3 frames, 1.2 s>
    >>> film.gif()[:6]
    b'GIF89a'
    """
    check_durations(seconds, hold)
    check_function(draw, "draw", " of axes and a frame")
    check_flag(progress, "progress")
    if caption is not None:
        check_function(caption, "caption", " of a frame")
    if not isinstance(size, (tuple, list)) or len(size) != 2:
        raise TypeError(f"expected size to be width and height in inches, got {came(size)}")
    width, height = (check_number(length, "size", lambda x: x > 0.0, "two lengths above 0") for length in size)
    check_whole(dpi, "dpi", *DPI)
    if not isinstance(frames, Iterable):
        raise TypeError(f"expected frames to be what the film goes through, such as range(10), got {came(frames)}")
    if caption is None and isinstance(frames, Replay):
        caption = frames.caption
    shown = with_progress_bar(frames, "drawing", "frame", wanted=progress)
    images = [_drawn(draw, frame, caption(frame) if caption else "", (width, height), dpi, look) for frame in shown]
    if not images:
        raise ValueError("expected at least one frame in frames, got none")
    return film_of(images, seconds, hold)


def check_durations(seconds: float, hold: float) -> None:
    """Raises ValueError if frames are to be shown for less time than players can."""
    if min(finite_number(seconds, "seconds"), finite_number(hold, "hold")) < 0.02:
        raise ValueError(f"expected frames of at least 0.02 seconds, got seconds={seconds!r}, hold={hold!r}")


def film_of(images: Sequence[Image], seconds: float, hold: float) -> Animation:
    """A film of images, each shown for some seconds, the last one for longer."""
    times = [seconds] * (len(images) - 1) + [hold]
    return Animation(tuple(images), tuple(round(1000 * time) for time in times))


def _drawn(
    draw: Callable[[Axes, Frame], object],
    frame: Frame,
    caption: str,
    size: tuple[float, float],
    dpi: int,
    look: PlotLook,
) -> Image:
    from PIL import Image

    with axes_for(None, look, figsize=size) as (axes, _):
        draw(axes, frame)
        if caption:
            axes.figure.suptitle(caption, x=0.02, ha="left", fontsize="medium")
        image = Image.open(BytesIO(axes.figure.png(dpi)))
        is_transparent = axes.figure.get_facecolor()[3] == 0.0
    return image.convert("RGBA" if is_transparent else "RGB")
