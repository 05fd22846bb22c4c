"""A `dot` in the page: Graphviz compiled to WebAssembly, where Python itself runs in a browser.

There Python starts no program and loads no machine code. Whoever starts it gives it Graphviz as a module of JavaScript,
that of the npm package @hpcc-js/wasm-graphviz:

    python.registerJsModule("graphviz_wasm", await Graphviz.load())

What was compiled has no Cairo, so it writes SVG and no PNG; and no fontconfig, so it looks the width of a letter up in
tables of its own, by the name of one font, which end with ASCII.
"""

from __future__ import annotations

import re
from typing import Protocol

from viz.rendering.stand_ins import laid_out_by_width

__all__ = ["WasmGraphviz", "rendered_in_page", "wasm_graphviz"]

_FONTS = re.compile(r'(?<=fontname=")([^",]+)(,[^"]+)(?=")')


class WasmGraphviz(Protocol):
    """Graphviz as @hpcc-js/wasm-graphviz has it."""

    def layout(self, dot: str, output_format: str, layout_engine: str) -> str: ...


def wasm_graphviz() -> WasmGraphviz | None:
    """The Graphviz that the page has given its Python; None where there is none, and outside of pages."""
    try:
        import graphviz_wasm
    except ImportError:
        return None
    return graphviz_wasm  # type: ignore[no-any-return]  # a module of JavaScript


def rendered_in_page(graphviz: WasmGraphviz, source: str) -> bytes:
    """The SVG of a DOT text.

    Raises:
        RuntimeError: if Graphviz fails.
    """
    # Of a list of fonts it would know the first, but takes the list for one font that it has not heard of, and Times.
    fonts = dict(_FONTS.findall(source))
    try:
        svg = laid_out_by_width(_FONTS.sub(r"\1", source), lambda dot: graphviz.layout(dot, "svg", "dot"))
    except Exception as error:  # an error of JavaScript
        raise RuntimeError(f"Graphviz could not draw the picture: {error}") from None
    return re.sub(r'(?<=font-family=")[^"]+', lambda first: first[0] + fonts.get(first[0], ""), svg).encode()
