"""A page as one file: its style, its script and its data in it, and no way to the network."""

from __future__ import annotations

import base64
import hashlib
import html
from typing import Any

from viz.live.embedding import as_json, bundled
from viz.live.texts import texts_asked_for, texts_in
from viz.names import legible

__all__ = ["document"]

_DOCUMENT = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header style="position: absolute; width: 1px; height: 1px; overflow: hidden"><h1>{title}</h1></header>
<main id="page"><noscript><p>{needs_script}</p><p>{words}</p></noscript></main>
<script type="application/json" id="data">{data}</script>
<script type="module">{script}</script>
</body>
</html>
"""
_START = """import { mount } from "./page.js";
const data = JSON.parse(document.getElementById("data").textContent);
mount(document.getElementById("page"), data, null);
"""


def document(
    title: str, style: str, modules: tuple[str, ...], data: dict[str, Any], *, language: str = "en", words: str = ""
) -> str:
    """A page that needs nothing else: opened from a disk, it asks no other machine for anything.

    Args:
        title: what the window is called, and the page, by those who listen to it.
        style: its style sheet.
        modules: its modules, each after those it imports from; the last exports `mount(root, data, channel)`, which
            builds the page within an element, from data; `channel` leads to a kernel, and is null in a file.
        data: what JSON can hold; `language`, and the `texts` that the modules ask for, are added to it.
        language: one of `viz.live.texts.LANGUAGES`.
        words: what the page shows, in words, for where no script runs.

    Raises:
        ValueError: for a language that the pages do not speak.

    >>> page = document("steps", "", ("export function mount(root, data) { root.textContent = data.what; }",),
    ...                 {"what": "</script>"})
    >>> page.count("</script>"), "connect-src" in page, "default-src 'none'" in page
    (2, False, True)
    """
    script = bundled(*modules, _START)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {
        "language": language,
        "policy": policy,
        "title": html.escape(legible(title)),
        "style": style,
        "needs_script": html.escape(texts_in(language)["needs script"]),
        "words": html.escape(legible(words)),
        "data": as_json({**data, "language": language, "texts": texts_asked_for(language, script + as_json(data))}),
        "script": script,
    }
    pieces = _DOCUMENT.split("{")  # all at once: what a label says is never taken for a place to fill
    return pieces[0] + "".join(parts[name] + rest for name, _, rest in (piece.partition("}") for piece in pieces[1:]))
