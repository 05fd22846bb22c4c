"""Labels that would do harm if a page took them for more than text."""

from hypothesis import strategies as st

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "--!>",
    "]]>",
    "<img src=x onerror=alert(1)>",
    "</title></style></svg><b>",
    "<svg onload=alert(1)>",
    "<math><mtext><script>alert(1)</script>",
    "&lt;b&gt;&#60;&amp;&nbsp",
    "'\"`\\",
    "{svg}{0}{data}{script}",
    "${alert(1)}",
    "$&$1$`",
    "javascript:alert(1)",
    "url(http://example.org/x)",
    "data-step",
    "__proto__",
    "constructor",
    "toString",
    "\u2028\u2029\r\n\t",
    "\u202e\u2066\u200f",
    "\u05d0\u05d1\u0627",
    "a" + "\u0301\u0336" * 30,
    "\x00\x01\x1b\x7f\x9f",
    "\ufffe\U0001f1e9\U0001f1ea\u200d",
    "\ud800x",
    "x\udfff",
)
LONG = "w" * 10_000

labels = st.text() | st.lists(st.sampled_from(HOSTILE) | st.text(max_size=2), max_size=6).map("".join)
entries = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | labels,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(labels, inner, max_size=4),
    max_leaves=12,
)
"""What JSON can hold, with such labels in it."""
