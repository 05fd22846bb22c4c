"""A page as one file."""

import base64
import hashlib
import re

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
    page = document("Schritte", "", (MODULE,), {}, language="de")
    assert '<html lang="de">' in page
    assert '"one step on":"ein Schritt weiter"' in page
