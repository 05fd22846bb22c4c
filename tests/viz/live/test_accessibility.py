"""The judges themselves: a page that is badly made is found out."""

import pytest

from tests.viz.live.accessibility import axe_findings, faint_letters, overhang, walked
from tests.viz.live.browser import opened

pytestmark = pytest.mark.slow

BAD = """<html><title></title><meta name="viewport" content="maximum-scale=1">
<style>button { width: 10px; height: 10px; padding: 0 }</style>
<button></button><button>b</button><input><p style="color: #999">pale<img src="data:,">
<div role="slider" tabindex="0"></div><h1>one</h1><h3>three</h3><div aria-labelledby="none" role="img"></div>"""
GOOD = """<!DOCTYPE html><html lang="en"><title>good</title><main><h1>good</h1>
<button style="min-height: 30px">press</button><label>x <input></label><output aria-live="polite">1</output></main>"""


def test_axe_finds_each_fault_of_a_page_that_is_badly_made_and_none_in_a_good_one():
    with opened(BAD) as page:
        found = {finding.split(":")[0] for finding in axe_findings(page)}
    assert found >= {
        "aria-input-field-name",
        "button-name",
        "color-contrast",
        "document-title",
        "heading-order",
        "html-has-lang",
        "image-alt",
        "label",
        "landmark-one-main",
        "meta-viewport",
        "region",
        "role-img-alt",
        "target-size",
    }
    with opened(GOOD) as page:
        assert axe_findings(page) == []


PICTURE = """<svg width="300" height="100" viewBox="0 0 30 10"><g transform="translate(0 10)">
<ellipse cx="5" cy="-5" rx="4" ry="4" style="fill: #143a55"/><text x="3" y="-4" fill="#1a1a1a" font-size="2">dark</text>
<text x="13" y="-4" fill="#1a1a1a" font-size="2">beside</text><text x="13" y="0" fill="#bbb" font-size="2">pale</text>
<text x="23" y="-4" fill="#ddd" font-size="2" visibility="hidden">gone</text></g></svg>"""


def test_letters_that_are_too_faint_on_what_they_stand_on_are_found():
    with opened(PICTURE) as page:
        assert [finding.split(":")[0] for finding in faint_letters(page)] == ["dark", "pale"]
        page.evaluate("document.body.style.background = 'rgb(20, 24, 29)'")
        assert [finding.split(":")[0] for finding in faint_letters(page)] == ["dark", "beside"]


HIDDEN_FOCUS = "<style>button { outline: none }</style><i tabindex=0>i</i><button>a</button>"
TRAP = "<button onkeydown='return false'>a</button><button>b</button>"


def test_tab_is_followed_through_the_page_and_a_focus_nobody_sees_and_a_trap_are_found():
    with opened("<button>a</button><label>b<input></label><i tabindex=0 aria-label=c>i</i>") as page:
        assert walked(page) == ["a", "b", "c"]
    with opened(HIDDEN_FOCUS) as page, pytest.raises(AssertionError, match=r"not to be seen on 'a', after \['i'\]"):
        walked(page)
    with opened(TRAP) as page, pytest.raises(AssertionError, match="never leaves"):
        walked(page, most=10)


def test_what_reaches_beyond_the_window_is_measured():
    with opened("<body style='margin: 0'><div style='width: 700px'>wide") as page:
        assert overhang(page) == 0
    with opened("<body style='margin: 0'><div style='width: 700px'>wide", zoom=2) as page:
        assert overhang(page) == 60
