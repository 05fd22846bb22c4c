"""What a page of one file must be, read by Python's own reader of HTML: it reaches nothing outside of itself."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

ADDRESSED = ("src", "href", "xlink:href", "srcset", "action", "formaction", "data", "poster", "background", "ping")
FORBIDDEN = ("link", "iframe", "frame", "object", "embed", "base", "img", "audio", "video", "source", "form")
POLICY = {
    "default-src": {"'none'"},
    "style-src": {"'unsafe-inline'"},
    "img-src": {"data:", "blob:"},
    "base-uri": {"'none'"},
    "form-action": {"'none'"},
}


class Page(HTMLParser):
    """The elements of a page, the text in scripts and styles, and all else that is said."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[tuple[dict[str, str | None], str]]] = {"script": [], "style": []}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.inside:
            self.inside[tag].append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.elements and self.cdata_elem in self.inside:
            attributes, text = self.inside[str(self.cdata_elem)].pop()
            self.inside[str(self.cdata_elem)].append((attributes, text + data))


def assert_is_offline(text: str) -> None:
    """Fails unless the page has no address, nothing from elsewhere, and a policy that lets its own script run alone."""
    page = Page(text)
    for tag, attributes in page.elements:
        assert tag not in FORBIDDEN
        for name, value in attributes.items():
            assert name not in ADDRESSED
            assert not name.startswith("on")
            assert "url(" not in (value or "")
    [policy] = [a["content"] or "" for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    rules = {name: set(values) for name, *values in (rule.split() for rule in policy.split(";") if rule.strip())}
    module, data = sorted(page.inside["script"], key=lambda script: script[0]["type"] != "module")
    digest = base64.b64encode(hashlib.sha256(module[1].encode()).digest()).decode()
    assert rules == {**POLICY, "script-src": {f"'sha256-{digest}'"}}
    assert data[0]["type"] == "application/json"
    for _, style in page.inside["style"]:
        assert not re.search(r"@import|url\(|https?:|expression\(", style)
    # The names of SVG and MathML are no addresses: nobody asks them for anything.
    said = re.sub(r"http://www\.w3\.org/(2000/svg|1999/xlink|1998/Math/MathML|1999/xhtml)", "", module[1])
    assert not re.search(r"https?://|//\w+\.\w+/", said)
    assert not re.search(r"\b(fetch|import|eval|Function)\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon", said)
