"""Films as MP4, for which there must be ffmpeg."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["ffmpeg", "mp4_of"]

_FRAMES_A_SECOND = 25
# Players want even sizes, and colours as television has them.
_FILTERS = f"fps={_FRAMES_A_SECOND},pad=ceil(iw/2)*2:ceil(ih/2)*2,format=yuv420p"


def ffmpeg() -> str:
    """The program that makes MP4s: the one on the PATH, or that of the package imageio-ffmpeg.

    Raises:
        RuntimeError: if there is none.
    """
    program = shutil.which("ffmpeg")
    if program is not None:
        return program
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise RuntimeError(
            "an MP4 takes ffmpeg, and there is none: `pip install imageio-ffmpeg`, or install ffmpeg so that it is on "
            "the PATH (`apt install ffmpeg`, `brew install ffmpeg`); a .gif or .webp takes nothing more"
        ) from None


def mp4_of(images: Sequence[Image], milliseconds: Sequence[int]) -> bytes:
    """A film as MP4: H.264, which slide programs, browsers and phones play.

    Args:
        images: its frames.
        milliseconds: how long each is shown, to a 25th of a second.

    Raises:
        RuntimeError: if there is no ffmpeg, or it fails.
    """
    program = ffmpeg()
    with tempfile.TemporaryDirectory(prefix="viz-film-") as name:
        folder = Path(name)
        listing = []
        for k, (image, duration) in enumerate(zip(images, milliseconds)):
            image.save(folder / f"{k}.png")
            listing += [f"file {k}.png", f"duration {duration / 1000}"]
        listing.append(f"file {len(images) - 1}.png")  # or the last one's duration would count for nothing
        (folder / "frames.txt").write_text("\n".join(listing), encoding="utf-8")
        quietly = [program, "-nostdin", "-loglevel", "error"]
        length = ["-t", str(sum(milliseconds) / 1000)]
        command = [
            *quietly,
            "-f",
            "concat",
            "-i",
            "frames.txt",
            "-vf",
            _FILTERS,
            *length,
            "-c:v",
            "libx264",
            "film.mp4",
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip() or f"exit code {done.returncode}"
            raise RuntimeError(f"ffmpeg could not make the film: {said.splitlines()[-1]}")
        return (folder / "film.mp4").read_bytes()
