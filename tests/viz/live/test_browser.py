"""The harness itself: a page that misbehaves is told so, each misdeed by its name."""

import asyncio
from pathlib import Path

import pytest

from tests.viz.live import browser
from tests.viz.live.browser import PHONE, opened
from viz.live.document import document

pytestmark = pytest.mark.slow

MISDEEDS = {
    "console: oh": "console.error('oh')",
    "exception: Error: oh": "throw new Error('oh')",
    "exception: late": "setTimeout(() => Promise.reject('late'), 20)",
    "dialogue: hello": "alert('hello')",
    "request: https://example.org/x": "fetch('https://example.org/x').catch(() => {})",
    "request: file:///etc/hostname": "const image = new Image(); image.src = 'file:///etc/hostname'",
    "socket: wss://example.org/": "new WebSocket('wss://example.org/')",
}


@pytest.fixture
def screenshots(monkeypatch, tmp_path):
    monkeypatch.setattr(browser, "SCREENSHOTS", tmp_path / "kept")
    return tmp_path / "kept"


@pytest.mark.parametrize("complaint", MISDEEDS)
def test_a_page_that_misbehaves_fails_the_test_and_is_kept_as_it_looked(complaint, screenshots):
    with pytest.raises(AssertionError) as caught, opened(f"<script>{MISDEEDS[complaint]}</script>") as page:
        page.wait_for_timeout(100)
    assert complaint in str(caught.value)
    [kept] = screenshots.iterdir()
    assert kept.name.startswith("tests-viz-live-test-browser-py-test-a-page-that-misbehaves")


def test_a_page_s_policy_is_kept_to(screenshots):
    reaching = "export function mount() { const image = new Image(); image.src = 'http://127.0.0.1:1/x.png'; }\n"
    with pytest.raises(AssertionError, match="Content Security Policy"), opened(document("x", "", (reaching,), {})):
        pass


def test_a_failure_in_the_test_is_kept_too_and_success_is_not(screenshots):
    with pytest.raises(TimeoutError), opened("<p>here"):
        raise TimeoutError
    assert len(list(screenshots.iterdir())) == 1
    with opened("<p>here") as page:
        assert page.inner_text("p") == "here"
    assert len(list(screenshots.iterdir())) == 1


def test_a_page_is_seen_as_its_reader_has_set_it():
    asked = {
        "dark": "matchMedia('(prefers-color-scheme: dark)').matches",
        "calm": "matchMedia('(prefers-reduced-motion: reduce)').matches",
        "finger": "matchMedia('(pointer: coarse)').matches",
        "offline": "!navigator.onLine",
        "width": "innerWidth",
        "zoom": "devicePixelRatio",
    }
    meta = "<meta name=viewport content='width=device-width'>"
    for settings, expected in (
        ({}, [False, False, False, True, 1280, 1]),
        ({"viewport": PHONE, "touch": True}, [False, False, True, True, 390, 1]),
        ({"color_scheme": "dark", "reduced_motion": "reduce", "zoom": 2}, [True, True, False, True, 640, 2]),
    ):
        with opened(meta, **settings) as page:
            assert page.evaluate(f"[{', '.join(asked.values())}]") == expected
    with opened("<script>document.write('<p>script')</script>", javascript=False) as page:
        assert page.locator("p").count() == 0


def test_other_tests_run_event_loops_of_their_own_and_two_pages_may_be_open_at_once():
    async def nothing():
        return "ran"

    with opened("<p>one") as one:
        with opened("<p>two") as two:
            assert two.inner_text("p") == "two"
        assert one.inner_text("p") == "one"
    assert asyncio.run(nothing()) == "ran"


def test_a_file_is_opened_where_it_is(tmp_path: Path):
    (tmp_path / "a b.html").write_text("<p>here", encoding="utf-8")
    with opened(tmp_path / "a b.html") as page:
        assert page.url.endswith("/a%20b.html")
