"""The deck's page: one file, whose scripts alone may run, and whose guest has its licence with it."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files

import pytest

from tests.viz.live.offline import ADDRESSED, FORBIDDEN, Page
from viz.classroom.deck.page import deck_page
from viz.classroom.deck.slide import Slide, quiz, text

VENDOR = {
    "LICENSE.txt": "34014800f4126ac2525e224166f099f26628612e95c41f76d70841b63138c989",
    "reveal.css": "68f915a11ebf7203c0446576b7e952ff61c5dd02134a8a226ffaf62ed42136d2",
    "reveal.js": "46538b52db48724192f59bf46f5e851a18e302777c46f4a34c32709d010d6a29",
}
"""SHA-256 of the files of reveal.js 5.2.1, as npm has them."""


@pytest.fixture(scope="module")
def page() -> str:
    first = Slide("L1.1", "a < b & $x_1$", text("**so**"), "say <b>", "wrong & odd")
    return deck_page([first, Slide("L2.1", "two", quiz("why?", "therefore"), "say", "wrong")])


def test_it_asks_the_network_for_nothing_and_its_own_scripts_alone_may_run(page: str) -> None:
    read = Page(page)
    for tag, attributes in read.elements:
        assert tag not in FORBIDDEN
        assert not [name for name in attributes if name in ADDRESSED or name.startswith("on")]
    [policy] = [a["content"] for _, a in read.elements if a.get("http-equiv") == "Content-Security-Policy"]
    scripts = [script for _, script in read.inside["script"]]
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts]
    assert policy is not None
    assert policy.startswith(f"default-src 'none'; script-src {' '.join(hashes)};")
    assert "connect-src" not in policy
    assert "sourceMappingURL" not in page
    for _, style in read.inside["style"]:
        assert not re.search(r"@import|url\((?!#|data:)", style)


def test_what_stands_on_slides_is_escaped_and_cited(page: str) -> None:
    assert re.findall(r'data-item="([^"]*)"', page) == ["L1.1", "L2.1"]
    assert "a &lt; b &amp; <math" in page
    assert "say &lt;b&gt;" in page


@pytest.mark.parametrize("name", VENDOR)
def test_reveal_js_is_as_its_authors_publish_it(name: str) -> None:
    file = files("viz.classroom.deck").joinpath("vendor", name)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == VENDOR[name]


def test_its_licence_stands_in_the_page(page: str) -> None:
    licence = files("viz.classroom.deck").joinpath("vendor", "LICENSE.txt").read_text(encoding="utf-8")
    assert "Permission is hereby granted, free of charge" in licence
    assert licence in page
