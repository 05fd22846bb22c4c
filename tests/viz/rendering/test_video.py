"""Films as MP4: read back frame by frame by ffmpeg."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from PIL import Image

import viz
from autograd import Value
from viz.rendering.video import ffmpeg, mp4_of

COLORS = [(200, 30, 30), (30, 200, 30), (30, 30, 200)]


@pytest.fixture(scope="module")
def program() -> str:
    return ffmpeg()


def frames(program: str, mp4: bytes, tmp_path) -> list[Image.Image]:
    """Every frame, a 25th of a second each."""
    file = tmp_path / "film.mp4"
    file.write_bytes(mp4)
    command = [program, "-loglevel", "error", "-i", str(file), str(tmp_path / "frame-%03d.png")]
    subprocess.run(command, check=True, capture_output=True)
    read = []
    for path in sorted(tmp_path.glob("frame-*.png")):
        with Image.open(path) as image:
            read.append(image.convert("RGB"))
    return read


@pytest.mark.slow
def test_every_frame_is_shown_as_long_as_it_should(program, tmp_path):
    images = [Image.new("RGB", (65, 33), color) for color in COLORS]
    shown = frames(program, mp4_of(images, [200, 400, 1000]), tmp_path)
    assert {image.size for image in shown} == {(66, 34)}  # players want even sizes
    nearest = [
        min(range(3), key=lambda k: sum(abs(a - b) for a, b in zip(COLORS[k], image.getpixel((32, 16)))))
        for image in shown
    ]
    assert nearest == [0] * 5 + [1] * 10 + [2] * 25


@pytest.mark.slow
def test_films_and_steps_are_saved_as_mp4(program, tmp_path):
    film = viz.animate(lambda ax, t: ax.plot([0, t]), [1, 2], size=(2, 1), seconds=0.2, hold=0.4, progress=False)
    assert len(frames(program, film.save(tmp_path / "film.mp4").read_bytes(), tmp_path)) == 15
    path = viz.stepper(Value(2.0, "x").exp()).save(tmp_path / "steps.mp4", seconds=0.2, hold=0.4, progress=False)
    assert path.read_bytes()[4:8] == b"ftyp"


def test_without_ffmpeg_it_is_said_what_to_install_before_anything_is_drawn(monkeypatch, tmp_path):
    which = shutil.which  # of dot, which may have to draw
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "ffmpeg" else which(name))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    steps = viz.stepper(Value(2.0, "x").exp())
    monkeypatch.setattr("viz.live.step_pictures.layout_of", lambda svg: pytest.fail("drawn for nothing"))
    with pytest.raises(RuntimeError, match=r"an MP4 takes ffmpeg, and there is none: `pip install imageio-ffmpeg`"):
        steps.save(tmp_path / "steps.mp4", progress=False)
    assert list(tmp_path.iterdir()) == []


def test_what_ffmpeg_says_is_handed_on(monkeypatch):
    monkeypatch.setattr("viz.rendering.video.ffmpeg", lambda: "false")
    with pytest.raises(RuntimeError, match="ffmpeg could not make the film: exit code 1"):
        mp4_of([Image.new("RGB", (2, 2))], [100])
