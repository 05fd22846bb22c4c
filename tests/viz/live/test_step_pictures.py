"""Steps as PDF, PNG and film: read back by those who made none of them."""

from __future__ import annotations

import pypdfium2
import pytest
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from autograd import Value
from viz.graph.drawing import view_of
from viz.graph.options import DrawingOptions
from viz.live.step_pictures import StepPictures

SAVING = {"overwrite": False, "dpi": 60, "seconds": 0.5, "hold": 2.0, "progress": False}


def unit() -> Value:
    w, x = Value(0.5, "w"), Value(2.0, "x")
    y = (w * x + w).sigmoid()
    y.label = "y"
    y.backward()
    return y


def pictures(y: Value | None = None, language: str = "en", is_slide: bool = False, **options) -> StepPictures:
    style = DrawingOptions(backward=True, **options)
    return StepPictures(view_of(y or unit(), style), style, language, is_slide)


def pages(pdf: bytes) -> list[str]:
    """The words on each page."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


def test_a_page_says_what_is_known_and_nothing_more():
    found = pages(pictures().pdf(progress=False))
    assert len(found) == 8  # inputs; ×, +, σ; gradient of the output; σ, +, ×
    assert [page.partition(":")[0].splitlines()[-1] for page in found] == [f"{k} of 8" for k in range(1, 9)]
    assert ["w = 0.5" in page for page in found] == [True] * 8
    assert ["y = 0.8176" in page for page in found] == [False] * 3 + [True] * 5
    assert ["grad 1" in page for page in found] == [False] * 4 + [True] * 4
    assert ["grad 0.1491 + …" in page for page in found] == [False] * 6 + [True, False]
    assert "grad 0.4474" in found[-1]


def test_pages_have_one_size_and_parts_one_place_and_everything_is_lines_and_letters():
    document = pypdfium2.PdfDocument(pictures().pdf(progress=False))
    assert len({page.get_size() for page in document}) == 1
    places = set()
    for page in document:
        assert all(thing.type != FPDF_PAGEOBJ_IMAGE for thing in page.get_objects())
        text = page.get_textpage()
        start, _ = text.search("x = 2").get_next()
        places.add(text.get_charbox(start))
    assert len(places) == 1


def test_a_slide_is_16_to_9_and_the_caption_in_the_language_asked_for():
    document = pypdfium2.PdfDocument(pictures(is_slide=True, language="de").pdf(progress=False))
    assert {page.get_size() for page in document} == {(960.0, 540.0)}
    assert "8 von 8: rückwärts von × 1" in document[len(document) - 1].get_textpage().get_text_bounded()


def test_a_film_has_a_frame_for_each_step_and_stays_on_the_last(tmp_path):
    file = pictures().save(tmp_path / "steps.gif", **SAVING)
    with Image.open(file) as film:
        times = []
        for frame in range(film.n_frames):
            film.seek(frame)
            film.load()
            times.append(film.info["duration"])
    assert times == [500] * 7 + [2000]


def test_a_png_for_each_step_is_numbered_so_that_they_sort(tmp_path):
    chain = Value(0.5, "x")
    for _ in range(5):
        chain = chain.tanh()
    chain.backward()
    pattern = pictures(chain).save(tmp_path / "step-{}.png", **SAVING)
    assert pattern == tmp_path / "step-{}.png"
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == [f"step-{k:02}.png" for k in range(1, 13)]
    sizes = set()
    for file in files:
        with Image.open(file) as image:
            sizes.add(image.size)
    assert len(sizes) == 1


def test_what_is_at_work_is_bolder_and_nothing_else_differs():
    """Between two frames pixels differ only where something appears, or is or was at work."""
    *_, before, after = pictures(precision=2).film(1.0, 1.0, progress=False).images
    different = [a != b for a, b in zip(before.get_flattened_data(), after.get_flattened_data())]
    assert 0.001 < sum(different) / len(different) < 0.2


def test_nothing_is_written_where_one_of_the_files_is_there(tmp_path):
    (tmp_path / "step-3.png").write_bytes(b"mine")
    with pytest.raises(FileExistsError, match=r"step-3\.png' exists already: overwrite=True replaces it"):
        pictures().save(tmp_path / "step-{}.png", **SAVING)
    assert [file.name for file in tmp_path.iterdir()] == ["step-3.png"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "steps.png",
            r"expected \{\} in the name of a PNG, for the number of the step, got .*: write 'steps-\{\}.png'",
        ),
        ("steps-{}.gif", r"expected a name that ends in \.png where it has \{\} in it, got"),
        ("steps.mov", r"expected a path that ends in \.pdf, \.gif, \.webp or \.mp4, got"),
    ],
)
def test_a_name_that_says_no_kind_of_file_is_refused_in_words(name, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        pictures().save(tmp_path / name, **SAVING)


def test_what_has_no_ground_lets_the_page_through():
    film = pictures(transparent=True).film(1.0, 1.0, progress=False)
    assert film.images[0].mode == "RGBA"
    assert film.images[0].getpixel((1, 1))[3] == 0


@pytest.mark.parametrize("label", ["$x^2$", r"\frac{1}{2}", "<b>&amp;</b>", "{}", "%"])
def test_a_label_is_shown_as_it_is(label):
    y = Value(2.0, label).exp()
    y.backward()
    assert all(label in page for page in pages(pictures(y).pdf(progress=False)))


@pytest.mark.needs("tqdm")
def test_a_bar_tells_how_far_the_drawing_is(capfd):
    pictures().pdf(progress=True)
    assert "8/8" in capfd.readouterr().err


def test_numbers_are_checked_before_anything_is_drawn(tmp_path):
    with pytest.raises(ValueError, match="expected dpi to be a whole number from 10 to 1200, got 5"):
        pictures().save(tmp_path / "step-{}.png", **{**SAVING, "dpi": 5})


def test_the_same_steps_give_the_same_file():
    assert pictures().pdf(progress=False) == pictures().pdf(progress=False)
