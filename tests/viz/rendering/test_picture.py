"""Files and notebook displays made of a picture."""

from __future__ import annotations

import base64
import gc
import re
from dataclasses import FrozenInstanceError
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

import viz
from autograd import Value
from viz.rendering.images import image_html
from viz.rendering.render import render


@pytest.fixture
def picture() -> viz.Picture:
    x = Value(3.0, "x")
    return viz.draw(x * x)


@pytest.mark.parametrize(
    ("suffix", "beginning"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF"), ("dot", b"digraph")]
)
def test_the_suffix_says_how_a_picture_is_saved(
    picture: viz.Picture, tmp_path: Path, suffix: str, beginning: bytes
) -> None:
    for name in (f"graph.{suffix}", f"Graph ŷ.{suffix.upper()}"):
        path = picture.save(tmp_path / name)
        assert path == tmp_path / name
        assert path.read_bytes().startswith(beginning)


def test_a_saved_svg_is_a_whole_xml_file(picture: viz.Picture, tmp_path: Path) -> None:
    root = ElementTree.parse(picture.save(str(tmp_path / "graph.svg"))).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_a_saved_dot_file_is_the_source(picture: viz.Picture, tmp_path: Path) -> None:
    assert picture.save(tmp_path / "graph.dot").read_text(encoding="utf-8") == picture.source


@pytest.mark.parametrize("name", ["graph.jpg", "graph", "graph.png.zip"])
def test_another_suffix_is_refused(picture: viz.Picture, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=rf"\.png, \.svg, \.pdf or \.dot, got '.*{re.escape(name)}'"):
        picture.save(tmp_path / name)


def test_a_missing_folder_is_named(picture: viz.Picture, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no folder '.*nowhere' to save 'graph.png' in"):
        picture.save(tmp_path / "nowhere" / "graph.png")


def test_a_picture_is_not_saved_over_another_file_unless_asked(picture: viz.Picture, tmp_path: Path) -> None:
    file = tmp_path / "graph.svg"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"graph.svg' exists already: overwrite=True replaces it"):
        picture.save(file)
    assert file.read_text(encoding="utf-8") == "mine"
    picture.save(file, overwrite=True)
    assert file.read_text(encoding="utf-8").startswith("<svg")


def test_the_resolution_scales_the_png(picture: viz.Picture) -> None:
    small, large = (Image.open(BytesIO(picture.png(dpi=dpi))).size for dpi in (72, 288))
    assert large[0] == pytest.approx(4 * small[0], abs=8)
    assert large[1] == pytest.approx(4 * small[1], abs=8)


def test_a_picture_too_large_for_the_resolution_is_drawn_at_a_lower_one(capfd: pytest.CaptureFixture[str]) -> None:
    y = Value(1.0)
    for _ in range(60):
        y = y * Value(1.0)
    width, height = Image.open(BytesIO(viz.draw(y).png(dpi=1200))).size
    assert max(width, height) <= 20_100
    assert 20_000_000 < width * height < 51_000_000
    assert capfd.readouterr().err == ""


def test_without_a_resolution_a_picture_has_200_dots_an_inch_or_the_dots_of_a_screen(picture: viz.Picture) -> None:
    assert picture.png() == picture.png(dpi=200)
    y = Value(1.0)
    for _ in range(60):
        y = y * Value(1.0)
    width, height = Image.open(BytesIO(viz.draw(y).png())).size
    assert 7_000_000 < width * height < 8_500_000


@pytest.mark.parametrize("dpi", [0, 9, 1201, -200])
def test_a_resolution_out_of_range_is_refused(picture: viz.Picture, dpi: int) -> None:
    with pytest.raises(ValueError, match=f"expected dpi to be a whole number from 10 to 1200, got {dpi}"):
        picture.png(dpi=dpi)


@pytest.mark.parametrize("dpi", [72.5, "200", True])
def test_a_resolution_that_is_no_whole_number_is_refused(picture: viz.Picture, dpi: object) -> None:
    with pytest.raises(ValueError, match="expected dpi to be a whole number from 10 to 1200, got "):
        picture.png(dpi=dpi)  # type: ignore[arg-type]


def test_a_notebook_gets_svg_with_alternative_text_and_words(picture: viz.Picture) -> None:
    bundle = picture._repr_mimebundle_(include=None, exclude=None)
    [image] = ElementTree.fromstring(f"<p>{bundle['text/html'][:-1]}/></p>")
    kind, data = image.get("src", "").split(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == picture.svg()
    assert image.get("alt") == "computation graph of 9: 2 nodes, 2 edges"
    assert "computation graph of 9: 2 nodes, 2 edges" in bundle["text/plain"]


def test_a_picture_too_wide_for_a_notebook_opens_in_its_own_size() -> None:
    y = Value(1.0, "x")
    for _ in range(20):
        y = y.sin()
    picture = viz.draw(y)
    bundle = picture._repr_mimebundle_()
    shown = bundle["text/html"]
    root = ElementTree.fromstring(re.sub("(<img[^>]*)>", r"\1/>", shown))
    [small] = root.findall("summary/img")
    [large] = root.findall("div/img")
    assert (root.tag, root.get("open")) == ("details", None)
    assert small.get("alt") == large.get("alt") == picture.description
    assert large.get("src", "") == f"data:image/svg+xml;base64,{base64.b64encode(picture.svg().encode()).decode()}"
    lighter = min((large.get("src", ""), f"data:image/png;base64,{bundle['image/png']}"), key=len)
    assert small.get("src", "") == lighter
    with Image.open(BytesIO(base64.b64decode(bundle["image/png"]))) as image:
        assert image.width > 1000
        assert image.width * image.height < 2_100_000
    assert "max-width: 100%" in small.get("style", "")
    assert "max-width: none" in large.get("style", "")
    assert not re.search("<script|<style|href=|onclick", shown)


def test_a_picture_that_fits_is_shown_once(picture: viz.Picture) -> None:
    assert picture._repr_mimebundle_()["text/html"].count("<") == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_transparent_picture_has_no_ground(theme: str) -> None:
    y = Value(3.0, "x") * 2.0
    corners = {}
    for is_transparent in (False, True):
        picture = viz.draw(y, theme=theme, transparent=is_transparent)
        image = Image.open(BytesIO(picture.png(dpi=50))).convert("RGBA")
        corners[is_transparent] = image.getpixel((0, 0))[3]
        shown = picture._repr_mimebundle_()["text/html"]
        assert ("background: none" in shown, "background: white" in shown) == (is_transparent, not is_transparent)
        assert viz.compare(y, y, theme=theme, transparent=is_transparent).is_transparent == is_transparent
    assert corners == {False: 255, True: 0}


def test_what_shows_no_html_gets_png_instead(picture: viz.Picture) -> None:
    bundle = picture._repr_mimebundle_(include=None, exclude=None)
    assert "image/svg+xml" not in bundle  # for the sake of LaTeX, which would call for Inkscape
    with Image.open(BytesIO(base64.b64decode(bundle["image/png"]))) as png:
        assert png.format == "PNG"
        assert min(png.size) > 100


def test_no_description_breaks_out_of_its_attribute() -> None:
    text = """a"b'c<d>&e"""
    [image] = ElementTree.fromstring(f"<p>{image_html(b'', 'image/png', text)[:-1]}/></p>")
    assert image.get("alt") == text
    assert not list(image)


def test_the_svg_says_in_words_what_it_shows(picture: viz.Picture) -> None:
    titles = [title.text for title in ElementTree.fromstring(picture.svg()).iter("{http://www.w3.org/2000/svg}title")]
    assert titles[0] == "computation graph of 9: 2 nodes, 2 edges"


def test_a_picture_does_not_change(picture: viz.Picture) -> None:
    with pytest.raises(FrozenInstanceError):
        picture.source = ""  # type: ignore[misc]
    assert repr(picture) == "<Picture: computation graph of 9: 2 nodes, 2 edges>"


def test_an_svg_shrinks_to_the_width_of_the_page_it_stands_on() -> None:
    root = ElementTree.fromstring(viz.draw(Value(2.0, label="x")).svg())
    assert "max-width: 100%" in root.get("style", "")
    assert root.get("viewBox")


def test_a_display_in_a_notebook_runs_graphviz_once_a_format(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(source: str, file_format: str) -> bytes:
        asked.append(file_format)
        return render(source, file_format)

    monkeypatch.setattr("viz.rendering.picture.render", counted)
    picture = viz.draw(Value(2.0, "x") * 3.0)
    picture._repr_mimebundle_()
    assert sorted(asked) == ["png", "svg"]
    picture.svg()
    assert len(asked) == 2


def test_a_picture_leaves_nothing_behind_in_memory():
    def drawn(k):
        viz.draw(Value(k / 100) * Value(2.0)).svg()

    def objects():
        gc.collect()
        return len(gc.get_objects())

    for k in range(20):
        drawn(k)
    before = objects()
    for k in range(20, 40):
        drawn(k)
    assert objects() - before < 20
