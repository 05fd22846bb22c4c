"""`viz.deck`: a slide for each item of the lecture, with its numbers, or with those of whoever changes them."""

from __future__ import annotations

import html
import math
import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page

import nn
import viz
from tests.viz.live.accessibility import axe_findings, overhang
from tests.viz.live.browser import DESK, PHONE, opened
from viz.classroom.deck import calculus, losses, multilayer, one_unit, perceptron, two_layers
from viz.classroom.deck.deck import Deck
from viz.classroom.deck.numbers import DeckNumbers, numbers_of
from viz.classroom.deck.slide import Slide

ITEMS = {"L1": 3, "L2": 3, "L3": 6, "L4": 4, "L5": 5, "L6": 4, "L7": 5, "L8": 4, "L9": 3}
"""How many items each part of the lecture has."""

BEYOND = """() => {
  const slide = Reveal.getCurrentSlide(), frame = slide.querySelector(".frame"), room = frame.getBoundingClientRect();
  const shown = [...frame.querySelectorAll("*")].filter(part => !part.closest("svg *, .heard, p.out"));
  return shown.filter(part => {
    const place = part.getBoundingClientRect();
    return place.width && (place.right > room.right + 1 || place.bottom > room.bottom + 1 || place.top < room.top - 1);
  }).map(part => `${slide.dataset.item}: ${part.outerHTML.slice(0, 80)}`);
}"""
"""What of a slide lies outside of its frame."""


SMALL = """() => {
  const slide = Reveal.getCurrentSlide(), frame = slide.querySelector(".frame"), found = [];
  const usual = parseFloat(getComputedStyle(frame).fontSize);
  const texts = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const part = text.parentElement, size = parseFloat(getComputedStyle(part).fontSize);
    const isScript = part.closest("msub > :not(:first-child), msup > :not(:first-child), msubsup > :not(:first-child)");
    if (!text.textContent.trim() || !part.checkVisibility() || part.closest("svg, .heard") || isScript) continue;
    if (size < 0.6 * usual) found.push(`${slide.dataset.item}, ${size}px: ${text.textContent.slice(0, 40)}`);
  }
  return found;
}"""
"""What of a slide's words and formulas cannot be read from the back row: indices and exponents may be smaller."""


@pytest.fixture(scope="module")
def deck() -> Deck:
    return viz.deck({"xor": {"trainings": 6}}, progress=False)


@pytest.fixture(scope="module")
def page(deck: Deck, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deck.save(tmp_path_factory.mktemp("deck") / "deck.html")


def said(slides: list[Slide], title: str) -> str:
    """What stands on the slides whose titles begin so, without its markup."""
    bodies = [slide.body for slide in slides if slide.title.startswith(title)]
    assert bodies
    return html.unescape(re.sub(r"<[^>]*>", " ", " ".join(bodies))).replace("−", "-")


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"-?\d+(?:\.\d+)?", re.sub(r"-\s+", "-", text)))


@pytest.mark.slow
def test_each_item_of_the_lecture_has_a_slide_and_each_slide_its_notes_in_the_lectures_order(deck: Deck) -> None:
    cited = {item for slide in deck.slides for item in slide.items.split(", ")}
    assert cited == {f"{part}.{number}" for part, count in ITEMS.items() for number in range(1, count + 1)}
    parts = [slide.part for slide in deck.slides]
    assert parts == sorted(parts)
    assert all(len(slide.say) > 40 and len(slide.wrong) > 15 for slide in deck.slides)
    assert deck.html.count('data-item="') == len(deck.slides) == deck.html.count("They get wrong")


def test_l8_4_the_numbers_are_those_of_the_lecture() -> None:
    shown = numbers_in(said(two_layers.slides(DeckNumbers()), "The numbers"))
    lecture = "0.4750208125 0.3318122278 0.5096045858 0.6741201760 -1.9623057325 -0.2451977071 0.2942372485"
    assert {*lecture.split(), "-0.0611464333", "-0.0256854991", "0.1", "0.2", "-0.3", "0.4", "0.5", "-0.6"} <= shown


def test_l5_5_and_l3_5_the_quizzes_have_the_lectures_answers() -> None:
    assert "0.6416426016" in said(calculus.slides(DeckNumbers()), "Quiz: the slope")
    assert "529411" in said(multilayer.slides(DeckNumbers()), "Quiz: how many parameters")


def test_other_numbers_are_followed_by_every_picture_and_result() -> None:
    w, x, y = (0.3, -0.7), (1.5, 0.5), 0.0
    given = {"w11": w[0], "w21": w[1], "x1": x[0], "x2": x[1], "y": y}
    slides = one_unit.slides(numbers_of({"unit": given}))
    y_hat = 1 / (1 + math.exp(-(w[0] * x[0] + w[1] * x[1])))
    for title, gradient in (
        ("The gradient of a weight", (y_hat - y) * x[0]),
        ("The gradient of an input", y_hat * w[0]),
    ):
        assert f"{gradient:.4g}" in said(slides, title)
    assert f"ℓ = {-math.log(1 - y_hat):.4f}" in said(slides, "One unit as a graph")
    assert f"ŷ = {y_hat:.4f}" in said(slides, "The backward pass")
    assert slides[0].body != one_unit.slides(DeckNumbers())[0].body


def test_l1_2_other_samples_are_learned_and_drawn() -> None:
    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [1, 0, 1, 1]
    run = nn.Perceptron(2).fit(X, y, max_epochs=30)
    slides = perceptron.slides(numbers_of({"perceptron": {"X": X, "y": y, "max_epochs": 30}}))
    assert str(run) in said(slides, "The perceptron learning rule")


def test_l4_3_the_gradient_of_other_classes_is_what_is_said_less_what_is_right() -> None:
    f, target = [0.5, -0.5, 1.5, 0.0], 3
    p = [math.exp(each) / sum(map(math.exp, f)) for each in f]
    shown = said(losses.slides(numbers_of({"classes": {"logits": f, "target": target}})), "Its gradient")
    for k, each in enumerate(p, start=1):
        assert f"{each:.6f}" in shown
        assert min(abs(float(number) - each + (k == target)) for number in numbers_in(shown)) < 1e-6


def test_numbers_of_which_nothing_can_be_computed_name_the_slides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("viz.classroom.deck.deck._PARTS", {"L7": one_unit.slides})
    with pytest.raises(ValueError, match=r"the slides of L7 cannot be computed: .* is not defined at"):
        viz.deck({"unit": {"w11": 1e3, "x1": 1e3, "y": 0}}, progress=False).slides  # noqa: B018


@pytest.mark.slow
def test_it_is_saved_as_a_page_or_as_its_numbers_and_as_nothing_else(deck: Deck, page: Path) -> None:
    assert page.read_text(encoding="utf-8") == deck.html
    numbers = deck.save(page.with_name("deck.toml"))
    assert numbers_of(numbers) == deck.numbers
    with pytest.raises(FileExistsError, match="exists already"):
        deck.save(page)
    with pytest.raises(ValueError, match=r"expected a path that ends in \.html, \.pdf or \.toml"):
        deck.save(page.with_suffix(".pptx"))


def end_of(tab: Page, place: int) -> None:
    """Shows the last step of a slide."""
    tab.evaluate("k => { const at = Reveal.getIndices(Reveal.getSlides()[k]); Reveal.slide(at.h, at.v, 99); }", place)


@pytest.mark.slow
def test_on_a_projector_nothing_leaves_its_slide_all_can_be_read_and_all_is_for_everyone(page: Path) -> None:
    with opened(page, viewport=DESK, color_scheme="dark", reduced_motion="reduce") as tab:
        tab.wait_for_selector(".ready")
        count = tab.evaluate("Reveal.getTotalSlides()")
        beyond, small, faults = [], [], set()
        for place in range(count):
            end_of(tab, place)
            beyond += tab.evaluate(BEYOND)
            small += tab.evaluate(SMALL)
            if place in (3, 20, 28, 36):  # the others are not to be seen meanwhile
                faults |= set(axe_findings(tab, within="html" if place == 3 else "section.present"))
        assert beyond == []
        assert small == []
        assert faults == set()
        ground, ink = tab.evaluate(
            "(s => [s.backgroundColor, s.color])(getComputedStyle(document.querySelector('.frame')))"
        )
        assert sum(map(int, re.findall(r"\d+", ground))) < 150
        assert sum(map(int, re.findall(r"\d+", ink))) > 500
        tab.keyboard.press("d")
        assert tab.evaluate("document.documentElement.dataset.theme") == "light"


def test_to_write_its_numbers_no_slide_is_computed_nor_for_a_path_that_will_not_do(tmp_path):
    made = viz.deck(progress=False)
    made.save(tmp_path / "deck.toml")
    with pytest.raises(ValueError, match="expected a path that ends in"):
        made.save(tmp_path / "deck.docx")
    assert "slides" not in vars(made)


@pytest.mark.slow
def test_keys_go_through_the_backward_pass_open_answers_and_the_notes(page: Path) -> None:
    with opened(page, reduced_motion="reduce") as tab:
        tab.wait_for_selector(".ready")
        place = tab.evaluate("Reveal.getSlides().findIndex(s => s.dataset.item === 'L7.3')")
        tab.evaluate("k => { const at = Reveal.getIndices(Reveal.getSlides()[k]); Reveal.slide(at.h, at.v); }", place)
        slide = tab.locator('section[data-item="L7.3"]')
        known = "s => s.querySelectorAll('g[data-from]:not(.out)').length"
        seen, captions = [slide.evaluate(known)], [slide.locator(".captions p:visible").inner_text()]
        assert captions == ["the inputs"]
        for _ in range(slide.locator(".step").count()):
            tab.keyboard.press("ArrowRight")
            seen.append(slide.evaluate(known))
            captions.append(slide.locator(".captions p:visible").inner_text())
        assert seen == sorted(seen)
        assert seen[-1] == slide.locator("g[data-from]").count()
        assert len(set(captions)) == len(captions)
        assert "grad w₁₁: −0.3208 · 2 = −0.6416" in captions[-1]
        tab.keyboard.press("ArrowLeft")
        assert slide.evaluate(known) == seen[-2]
        with tab.expect_popup() as popup:
            tab.keyboard.press("s")
        notes = popup.value
        assert "They start at the inputs" in notes.inner_text("body")
        notes.keyboard.press("ArrowRight")
        notes.keyboard.press("ArrowRight")
        assert "L7.4" in notes.inner_text("h1")
        end_of(tab, tab.evaluate("Reveal.getSlides().findIndex(s => s.dataset.item === 'L6.3')"))
        tab.wait_for_selector('section[data-item="L6.3"] details[open]')


@pytest.mark.slow
def test_on_a_phone_it_is_a_page_to_read(page: Path) -> None:
    with opened(page, viewport=PHONE, touch=True, color_scheme="dark") as tab:
        assert axe_findings(tab) == []
        assert overhang(tab) == 0
        assert tab.locator(".frame:visible").count() == tab.locator(".frame").count()
        tab.locator("summary").first.tap()
        assert tab.locator("details").first.evaluate("d => d.open")


@pytest.mark.slow
def test_where_no_script_runs_everything_is_there_and_the_passes_are_through(page: Path) -> None:
    with opened(page, javascript=False) as tab:
        assert tab.locator(".frame:visible").count() == tab.locator(".frame").count()
        caption = tab.locator('section[data-item="L7.3"] .captions p:visible')
        assert caption.count() == 1
        assert "grad w₁₁" in caption.inner_text()


@pytest.mark.slow
@pytest.mark.needs("chromium")
def test_on_paper_each_slide_is_a_page_with_its_answers(deck: Deck) -> None:
    document = pypdfium2.PdfDocument(deck.pdf())
    texts = [sheet.get_textpage().get_text_range() for sheet in document]
    assert len(texts) == len(deck.slides) + 1
    assert {tuple(map(round, sheet.get_size())) for sheet in document} == {(960, 540)}
    for slide, text in zip(deck.slides, texts[1:]):
        assert text.startswith(slide.items)
    assert any("529411" in text for text in texts)
