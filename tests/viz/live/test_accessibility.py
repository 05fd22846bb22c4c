"""The judges themselves: a page that is badly made is found out."""

import pytest

from tests.viz.live.accessibility import axe_findings
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
