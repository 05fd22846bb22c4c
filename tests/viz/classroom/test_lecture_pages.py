"""`python -m viz --lecture`: every picture of the lecture, and the page that shows them."""

from __future__ import annotations

import html
import math
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

import nn
from autograd import topological_order
from tests.viz.live.accessibility import axe_findings, overhang
from tests.viz.live.browser import DESK, PHONE, opened
from tests.viz.live.offline import assert_is_offline
from viz.classroom.exhibits import EXHIBITS, xor_playground
from viz.classroom.lecture_index import Entry, lecture_index
from viz.classroom.lecture_plots import XorTraining, sample_loss
from viz.classroom.lecture_texts import LECTURE_TEXTS
from viz.classroom.slides import classes, quiz, two_layers, unit
from viz.command.command_line import main
from viz.live.texts import LANGUAGES, texts_in

NO_PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


class Page(HTMLParser):
    """The elements of a page, in order, and the text of its headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "source"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lecture") / "pictures"
    assert main(["--lecture", str(folder)]) == 0
    return folder


@pytest.mark.slow
def test_every_picture_is_there_for_both_grounds_and_the_index_shows_each_with_alternative_text(folder: Path) -> None:
    page = Page((folder / "index.html").read_text(encoding="utf-8"))
    assert page.open == []
    images = [attributes for tag, attributes in page.elements if tag == "img"]
    dark = {str(attributes["srcset"]) for tag, attributes in page.elements if tag == "source"}
    shown = {str(image["src"]) for image in images}
    assert shown | dark == {file.name for file in folder.glob("*.svg")}
    assert {name.replace(".svg", "-dark.svg") for name in shown} == dark
    assert {name.replace(".svg", ".png") for name in shown} == {file.name for file in folder.glob("*.png")}
    assert all(len(image["alt"] or "") > 10 for image in images)
    assert len(images) + sum(tag == "math" for tag, _ in page.elements) == len(EXHIBITS)


@pytest.mark.slow
def test_the_index_leads_from_each_graph_and_derivation_to_the_page_that_answers(folder: Path) -> None:
    page = Page((folder / "index.html").read_text(encoding="utf-8"))
    pages = {file.name for file in folder.glob("*.html")} - {"index.html"}
    live = [attributes["href"] for tag, attributes in page.elements if attributes.get("class") == "live"]
    assert set(live) >= {f"{name}.html" for name in ("L4-classes", "L5-used-twice", "L5-quiz", "L7-unit", "L8-layers")}
    assert set(live) == pages
    assert len(live) == 1 + sum(exhibit.graph is not None or exhibit.is_trained for exhibit in EXHIBITS)
    assert_is_offline((folder / "playground.html").read_text(encoding="utf-8"))
    for name in pages - {"playground.html"}:
        text = (folder / name).read_text(encoding="utf-8")
        assert_is_offline(text)
        titles = [html.unescape(title) for title in re.findall("<title>(.*?)</title>", text)]
        assert titles == [exhibit.caption for exhibit in EXHIBITS if f"{exhibit.name}.html" == name]


@pytest.mark.slow
def test_pictures_keep_their_place_free_until_they_are_there(folder: Path) -> None:
    page = Page((folder / "index.html").read_text(encoding="utf-8"))
    for attributes in (attributes for tag, attributes in page.elements if tag == "img"):
        _, _, width, height = ElementTree.parse(folder / str(attributes["src"])).getroot().get("viewBox", "").split()
        assert (int(attributes["width"] or 0), int(attributes["height"] or 0)) == (
            round(float(width)),
            round(float(height)),
        )


def places(file: Path) -> list[str]:
    """Where everything in a picture is."""
    parts = ElementTree.parse(file).getroot().iter()
    return [part.get(name, "") for part in parts for name in ("viewBox", "transform", "d", "points", "x", "y")]


@pytest.mark.slow
def test_a_picture_has_everything_in_one_place_on_both_grounds(folder: Path) -> None:
    grounds = [(file, file.with_name(file.name.replace("-dark", ""))) for file in folder.glob("*-dark.svg")]
    assert [dark.name for dark, light in grounds if places(dark) != places(light)] == []


@pytest.mark.slow
def test_the_pictures_are_whole_files(folder: Path) -> None:
    for file in folder.glob("*.svg"):
        assert ElementTree.parse(file).getroot().tag.endswith("svg")
    for file in folder.glob("*.png"):
        with Image.open(file) as image:
            image.load()
            assert min(image.size) > 150


@pytest.mark.slow
def test_the_index_needs_no_network_and_no_script_and_all_its_links_are_relative(folder: Path) -> None:
    text = (folder / "index.html").read_text(encoding="utf-8")
    page = Page(text)
    names = ("src", "href", "srcset")
    addresses = [v for _, attributes in page.elements for k, v in attributes.items() if k in names]
    assert all(str(a).startswith("#") or (folder / str(a)).is_file() for a in addresses)
    assert not [tag for tag, _ in page.elements if tag in ("script", "link", "iframe")]
    assert "default-src 'none'" in text


@pytest.mark.slow
def test_headings_nest_and_every_link_within_the_page_has_its_place(folder: Path) -> None:
    page = Page((folder / "index.html").read_text(encoding="utf-8"))
    assert [tag for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)] == ["h1", "h2", *["h2"] * 9]
    places = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(places) == len(set(places))
    links = {str(a["href"]) for tag, a in page.elements if tag == "a" and str(a["href"]).startswith("#")}
    assert links == {f"#{place}" for place in places if place != "contents"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_says_everything_in_every_language(language: str) -> None:
    texts = texts_in(language, LECTURE_TEXTS)
    entries = [Entry(exhibit.items, exhibit.name, exhibit.caption, "page.html") for exhibit in EXHIBITS]
    page = lecture_index(entries, texts, language, playground="playground.html")
    assert f'<html lang="{language}">' in page
    assert all(html.escape(text) in page for text in texts.values())


def test_each_part_of_the_lecture_is_shown_in_its_order() -> None:
    parts = [int(exhibit.items[1]) for exhibit in EXHIBITS]
    assert parts == sorted(parts)
    assert set(parts) == set(range(1, 10))


def test_l4_3_the_gradient_of_the_loss_is_what_the_net_says_less_what_is_right() -> None:
    loss, logits = classes()
    loss.backward()
    numbers = [logit.data for logit in logits.values()]
    p = [math.exp(f) / sum(map(math.exp, numbers)) for f in numbers]
    assert loss.data == pytest.approx(-math.log(p[0]), rel=1e-12)
    assert [logit.grad for logit in logits.values()] == pytest.approx([p[0] - 1, p[1], p[2]], rel=1e-12)


def test_l4_2_the_likelihood_is_highest_where_the_mean_loss_is_lowest() -> None:
    [exhibit] = [exhibit for exhibit in EXHIBITS if "L4.2" in exhibit.items]
    assert exhibit.draw is not None
    left, right = exhibit.draw("light").axes
    [likelihood], [loss] = left.lines, right.lines
    places, heights = likelihood.get_data()
    assert list(places) == list(loss.get_xdata())
    assert max(zip(heights, places))[1] == min(zip(loss.get_ydata(), places))[1] == pytest.approx(3 / 4, abs=0.01)
    assert loss.get_ydata() == pytest.approx([-math.log(height) / 4 for height in heights], rel=1e-9)


@pytest.mark.slow
def test_files_that_are_there_are_replaced_only_when_told_to(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {file: file.read_bytes() for file in folder.iterdir()}
    assert main(["--lecture", str(folder)]) == 1
    assert "index.html exists already: --force replaces it" in capsys.readouterr().err
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    monkeypatch.setattr("viz.classroom.lecture.EXHIBITS", EXHIBITS[:1])
    assert main(["--lecture", str(folder), "--force"]) == 0


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["--lecture", str(tmp_path / "file" / "below")]) == 1
    assert str(tmp_path / "file" / "below") in capsys.readouterr().err


@pytest.mark.slow
def test_the_net_of_the_pictures_learns_xor() -> None:
    learned = XorTraining().learned()
    net, trajectory, losses = learned.net, learned.trajectory, learned.losses
    assert losses[-1] < 0.01 < losses[0]
    assert [float(net(x)) > 0.5 for x in nn.datasets.XOR[0]] == [bool(y) for y in nn.datasets.XOR[1]]
    assert trajectory.epochs[-1] == len(losses)


def test_the_playground_begins_with_the_net_of_the_pictures() -> None:
    data = xor_playground("en").data
    X, y = nn.datasets.XOR
    assert data["own"]["samples"] == {"X": [[*map(float, x)] for x in X], "y": list(y)}
    settings = data["settings"]
    assert (settings["layers"], settings["seed"], settings["rate"]) == ([2], 5, 2.0)
    assert (settings["loss"], settings["optimizer"]) == ("binary_cross_entropy", "SGD")


def test_the_graphs_of_the_pictures_have_the_lectures_numbers() -> None:
    for (output, values), gradients in (
        (quiz(), {"w1": 0.6416426016}),
        (unit(), {"w11": -0.6416426016}),
        (two_layers(), {"a11": -0.2451977071, "a12": 0.2942372485, "w_11^(1)": -0.0611464333, "x1": -0.0256854991}),
    ):
        output.backward()
        assert {name: values[name].grad for name in gradients} == pytest.approx(gradients, abs=5e-11)


@pytest.mark.slow
def test_what_a_sample_hands_back_is_the_same_however_often_it_is_asked_for() -> None:
    net = XorTraining(epochs=10).learned().net
    first = [node.grad for node in topological_order(sample_loss(net))]
    assert [node.grad for node in topological_order(sample_loss(net))] == first


@pytest.mark.slow
@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_the_index_is_for_everyone(folder: Path, viewport: tuple[int, int], scheme: str) -> None:
    text = (folder / "index.html").read_text(encoding="utf-8")
    alone = re.sub(
        r'(src|srcset)="[^"]*"', rf'\1="{NO_PICTURE}"', text
    )  # without its pictures, which are files beside it
    with opened(alone, viewport=viewport, color_scheme=scheme) as page:
        assert axe_findings(page) == []
        assert overhang(page) == 0
