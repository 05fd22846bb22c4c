"""Films, and the trajectories that they show."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

import nn
import viz


@pytest.fixture
def film():
    return viz.animate(lambda ax, t: ax.plot([0, t]), [1, 2, 3], size=(2, 1), seconds=0.2, hold=1.0, progress=False)


@pytest.mark.parametrize("suffix", ["gif", "webp"])
def test_a_film_is_saved_with_its_frames_and_their_times(film, tmp_path, suffix):
    with Image.open(film.save(tmp_path / f"film.{suffix}")) as image:
        assert image.n_frames == 3
        assert image.size == (200, 100)
        times = []
        for frame in range(3):
            image.seek(frame)
            image.load()
            times.append(image.info["duration"])
        assert times == [200, 200, 1000]


def test_a_webp_film_has_the_very_pixels_that_were_drawn(film, tmp_path):
    with Image.open(film.save(tmp_path / "film.webp")) as image:
        for frame, drawn in enumerate(film.images):
            image.seek(frame)
            assert image.convert("RGB").tobytes() == drawn.tobytes()


def test_a_film_is_not_saved_over_another_file_unless_asked(film, tmp_path):
    film.save(tmp_path / "film.gif")
    with pytest.raises(FileExistsError, match=r"film.gif' exists already: overwrite=True replaces it"):
        film.save(tmp_path / "film.gif")
    film.save(tmp_path / "film.gif", overwrite=True)
    with pytest.raises(ValueError, match=r"ends in \.gif, \.webp or \.mp4"):
        film.save(tmp_path / "film.avi")


def test_a_notebook_plays_the_film_and_has_a_picture_and_words_besides(film):
    bundle = film._repr_mimebundle_()
    encoded = bundle["text/html"].partition("base64,")[2].rstrip('">')
    assert base64.b64decode(encoded + "=" * (-len(encoded) % 4)) == film.gif()
    with Image.open(BytesIO(base64.b64decode(bundle["image/png"]))) as image:
        assert image.tobytes() == film.images[-1].tobytes()
    assert bundle["text/plain"] == "<Animation: 3 frames, 1.4 s>"


@pytest.mark.needs("tqdm")
def test_a_progress_bar_shows_how_far_the_drawing_is(capfd):
    viz.animate(lambda ax, t: None, range(2), size=(1, 1), dpi=20)
    assert "2/2" in capfd.readouterr().err
    viz.animate(lambda ax, t: None, range(2), size=(1, 1), dpi=20, progress=False)
    assert capfd.readouterr().err == ""


def test_what_cannot_be_filmed_is_named():
    with pytest.raises(ValueError, match="at least one frame in frames, got none"):
        viz.animate(lambda ax, t: None, [], progress=False)
    with pytest.raises(ValueError, match=r"at least 0\.02 seconds, got seconds=0"):
        viz.animate(lambda ax, t: None, [1], seconds=0.0)


def test_a_trajectory_is_replayed_as_it_was_and_the_model_keeps_its_parameters():
    model = nn.Neuron(2, seed=0)
    trajectory = viz.Trajectory(model, every=2)
    for epoch in range(1, 7):
        model.bias.data = float(epoch)
        trajectory.record(epoch, loss=1.0)
    seen = [(epoch, model.bias.data) for epoch in trajectory.replay()]
    assert seen == [(0, 0.0), (2, 2.0), (4, 4.0), (6, 6.0)]
    assert [epoch for epoch in trajectory.replay(most=2)] == [0, 6]  # noqa: C416 (a list would ask for the length too)
    assert len(trajectory.replay(most=3)) == 3
    for _ in trajectory.replay():
        break
    assert model.bias.data == 6.0


def test_records_and_frames_have_a_least_number():
    with pytest.raises(ValueError, match="every to be a whole number of at least 1, got 0"):
        viz.Trajectory(nn.Neuron(1, seed=0), every=0)
    with pytest.raises(ValueError, match="most to be a whole number of at least 2, got 1"):
        viz.Trajectory(nn.Neuron(1, seed=0)).replay(most=1)


@pytest.fixture
def trajectory():
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    trajectory = viz.Trajectory(model, every=5)
    for epoch in range(1, 101):
        trajectory.record(epoch, loss=1.0 / epoch)
    return trajectory


def captions(frames, **options):
    """What is written over each frame."""
    seen = []

    def draw(ax, frame):
        ax.figure.suptitle = lambda text, **look: seen.append(text)

    viz.animate(draw, frames, size=(3, 2), dpi=30, progress=False, **options)
    return seen


def test_the_frames_of_a_trajectory_say_epoch_and_loss(trajectory):
    assert [text.replace("\u2007", "") for text in captions(trajectory.replay(3))] == [
        "epoch 0",
        "epoch 50   loss 0.0200",
        "epoch 100   loss 0.0100",
    ]


def test_captions_are_equally_long_so_that_nothing_jumps(trajectory):
    assert len({len(trajectory.replay().caption(epoch)) for epoch in range(5, 101, 5)}) == 1


def test_a_caption_may_be_chosen_or_left_out(trajectory):
    assert captions(range(2), caption=lambda k: f"frame {k}") == ["frame 0", "frame 1"]
    assert captions(trajectory.replay(2), caption=lambda epoch: "") == []
    assert captions(range(2)) == []


def test_a_caption_is_within_the_frame_and_above_what_is_drawn(trajectory):
    for theme in ("light", "dark"):
        film = viz.animate(lambda ax, epoch: ax.set_title("title"), trajectory.replay(2), progress=False, theme=theme)
        for image in film.images:
            pixels = np.asarray(image).astype(int)
            ground = pixels[0, 0]
            is_ink = (abs(pixels - ground) > 30).any(axis=2)
            assert is_ink[:40, :200].any()  # the caption, top left
            assert not is_ink[0].any()
            assert not is_ink[:, 0].any()


def test_a_film_has_the_theme_and_what_is_drawn_in_it_too():
    film = viz.animate(
        lambda ax, k: viz.loss_curve([3.0, 2.0, 1.0], ax=ax), range(1), size=(3, 2), progress=False, theme="dark"
    )
    [image] = film.images
    colors = {image.getpixel((x, y)) for x in range(image.width) for y in range(image.height)}
    assert image.getpixel((0, 0)) == (0x14, 0x18, 0x1D)
    assert (0xF2, 0xF2, 0xF2) in colors


def test_the_page_behind_shows_through_a_transparent_film(tmp_path):
    film = viz.animate(lambda ax, k: ax.plot([0, k + 1]), range(2), size=(3, 2), progress=False, transparent=True)
    assert all(image.mode == "RGBA" and image.getpixel((0, 0))[3] == 0 for image in film.images)
    html = film._repr_mimebundle_()["text/html"]
    assert "background: none" in html
    assert "data:image/webp" in html
    for suffix in ("gif", "webp"):
        with Image.open(film.save(tmp_path / f"film.{suffix}")) as image:
            for frame in range(2):
                image.seek(frame)
                assert image.convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_trajectory_keeps_the_losses_and_says_what_it_is_on_a_line(trajectory):
    assert trajectory.losses[:3] == [None, 0.2, 0.1]
    assert repr(trajectory) == "<Trajectory: 21 epochs, the last 100; 9 parameters>"
