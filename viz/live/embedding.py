"""Data and code in a page, whatever is in them: data is read as data, and never as markup or as code."""

from __future__ import annotations

import json
import math
import re
from importlib.resources import files
from typing import Any

__all__ = ["as_json", "bundled", "source"]

_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&'`\x7f"}
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)(?:\{[^}]*\};\n)?", re.MULTILINE)


def as_json(data: Any) -> str:  # whatever JSON can hold
    r"""Data as JSON that may stand in a script element, in an attribute in single quotes, and in JavaScript.

    All of it is printable ASCII, without a character that markup knows: nothing closes the element, or turns the
    direction of writing. Infinities and NaN, which JSON lacks, become text that JavaScript's Number() reads.

    >>> as_json({"label": "</script>", "number": float("inf")})
    '{"label":"\\u003c/script\\u003e","number":"Infinity"}'
    """
    return json.dumps(_readable(data), allow_nan=False, separators=(",", ":")).translate(_ESCAPES)


def _readable(data: Any) -> Any:
    if isinstance(data, float) and not math.isfinite(data):
        return "NaN" if math.isnan(data) else "Infinity" if data > 0.0 else "-Infinity"
    if isinstance(data, dict):
        return {name: _readable(entry) for name, entry in data.items()}
    return [_readable(entry) for entry in data] if isinstance(data, (list, tuple)) else data


def source(name: str) -> str:
    """The text of one of the modules of this folder, such as "engine.js"."""
    return files("viz.live").joinpath(name).read_text(encoding="utf-8")


def bundled(*modules: str) -> str:
    r"""Modules as one: each after those it imports from, without `import`, and with `export default` alone.

    Lines of comment stay where they are read: in the sources.

    Args:
        modules: their texts; what they import must be exported, under the same name, by one before.

    >>> one = "// A number.\nexport const one = 1;\n"
    >>> print(bundled(one, 'import { one } from "./one.js";\nexport default one + one;\n'))
    const one = 1;
    <BLANKLINE>
    export default one + one;
    <BLANKLINE>
    """
    return "\n".join(_COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", module))) for module in modules)
