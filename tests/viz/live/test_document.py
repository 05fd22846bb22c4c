"""A page as one file."""

import base64
import hashlib
import re

import pytest

from tests.viz.live.accessibility import axe_findings
from tests.viz.live.browser import opened
from viz.live.document import document

MODULE = "export function mount(root, data) { root.textContent = data.label; }\n"


def test_the_policy_lets_the_page_s_own_script_run_and_nothing_else():
    page = document("steps", "", (MODULE,), {"label": "w"})
    [script] = re.findall(r'<script type="module">(.*?)</script>', page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in page
    assert "default-src 'none';" in page


def test_what_a_title_or_a_label_says_is_never_markup_nor_a_place_to_fill():
    page = document("<b>{style}", "body { margin: 0 }", (MODULE,), {"label": "</script>{title}"})
    assert "<title>&lt;b&gt;{style}</title>" in page
    assert "\\u003c/script\\u003e{title}" in page
    assert "<style>body { margin: 0 }</style>" in page


def test_the_page_says_what_language_it_is_in():
    module = MODULE.replace("data.label", 'data.texts["one step on"]')
    page = document("Schritte", "", (module,), {}, language="de")
    assert '<html lang="de">' in page
    assert '"one step on":"ein Schritt weiter"' in page
    assert "ein Schritt zur\\u00fcck" not in page  # nobody asks for it


@pytest.mark.slow
def test_where_no_script_runs_the_page_says_so_and_says_what_it_shows():
    page = document("<steps>", "", (MODULE,), {"label": "moving"}, words="a graph of <w>")
    with opened(page, javascript=False) as shown:
        assert shown.get_by_role("heading", level=1).inner_text() == "<steps>"
        assert (
            shown.locator("main").inner_text().strip()
            == "This page moves only where scripts may run.\n\na graph of <w>"
        )
    with opened(page) as shown:
        assert shown.locator("main").inner_text() == "moving"
        assert axe_findings(shown) == []
