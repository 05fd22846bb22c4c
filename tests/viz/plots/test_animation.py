"""Films, and the trajectories that they show."""

from __future__ import annotations

import base64
from io import BytesIO

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
    with pytest.raises(ValueError, match=r"ends in \.gif or \.webp"):
        film.save(tmp_path / "film.mp4")


def test_a_notebook_plays_the_film_and_has_a_picture_and_words_besides(film):
    bundle = film._repr_mimebundle_()
    encoded = bundle["text/html"].partition("base64,")[2].rstrip('">')
    assert base64.b64decode(encoded + "=" * (-len(encoded) % 4)) == film.gif()
    with Image.open(BytesIO(base64.b64decode(bundle["image/png"]))) as image:
        assert image.tobytes() == film.images[-1].tobytes()
    assert bundle["text/plain"] == "<Animation: 3 frames, 1.4 s>"


def test_a_progress_bar_shows_how_far_the_drawing_is(capfd):
    viz.animate(lambda ax, t: None, range(2), size=(1, 1), dpi=20)
    assert "2/2" in capfd.readouterr().err
    viz.animate(lambda ax, t: None, range(2), size=(1, 1), dpi=20, progress=False)
    assert capfd.readouterr().err == ""


def test_what_cannot_be_filmed_is_named():
    with pytest.raises(ValueError, match="at least one frame, got none"):
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
    with pytest.raises(ValueError, match="every to be at least 1, got 0"):
        viz.Trajectory(nn.Neuron(1, seed=0), every=0)
    with pytest.raises(ValueError, match="most to be at least 2, got 1"):
        viz.Trajectory(nn.Neuron(1, seed=0)).replay(most=1)
