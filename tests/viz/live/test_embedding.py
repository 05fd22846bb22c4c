"""Whatever a label says, it is data: it comes back as it was, and neither runs nor ends what it stands in."""

import json
import math
import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oracles import few
from tests.viz.live.node import node
from viz.live.embedding import as_json, bundled, source

HOSTILE = [
    "</script>",
    "<!--",
    "<script>",
    "]]>",
    "'\"`${}\\",
    "\u2028\u2029",
    "\u202e\u2066",
    "\x00\x1b\x7f",
    "{svg}",
    "\ud800",
]
labels = st.text() | st.lists(st.sampled_from(HOSTILE) | st.text(max_size=2)).map("".join)
entries = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | labels,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(labels, inner, max_size=4),
    max_leaves=12,
)


class Scripts(HTMLParser):
    """What a page's scripts hold, and all other elements."""

    def __init__(self):
        super().__init__()
        self.scripts, self.elements, self.inside = [], [], False

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.scripts.append(data)


@given(data=entries)
@example(data=HOSTILE)
def test_data_in_a_script_element_come_back_and_nothing_else_is_there(data):
    text = as_json(data)
    assert text.isascii()
    assert text.isprintable()
    page = Scripts()
    page.feed(f'<script type="application/json">{text}</script><p>')
    assert json.loads("".join(page.scripts)) == data
    assert [tag for tag, _ in page.elements] == ["script", "p"]


@given(data=entries)
@example(data=HOSTILE)
def test_data_in_an_attribute_come_back(data):
    page = Scripts()
    page.feed(f"<p data-graph='{as_json(data)}'>")
    assert [(tag, json.loads(attributes["data-graph"])) for tag, attributes in page.elements] == [("p", data)]


@few
@given(label=labels)
@example(label="".join(HOSTILE))
def test_text_in_code_is_that_text(label):
    node().load(f"export default {{ text: () => {as_json(label)} }};")
    assert node().call("text") == label


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, -0.0, 5e-324, 1.7976931348623157e308])
def test_every_number_is_read_by_number(number):
    node().load("export default { read: x => String(Number(x)), isNegative: x => Object.is(Number(x), -0) };")
    assert [float(node().call("read", number))] == pytest.approx([number], nan_ok=True, rel=0.0)
    assert node().call("isNegative", number) == (math.copysign(1.0, number) < 0.0 and number == 0.0)


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(TypeError):
        as_json({"x": object()})


@pytest.mark.parametrize("name", ["special.js", "engine.js"])
def test_modules_stand_in_a_script_element_as_they_are(name):
    text = source(name)
    assert not re.search(r"<!--|</?script", text, re.IGNORECASE)
    assert not re.search(r"\b(eval|Function|innerHTML|fetch|XMLHttpRequest|document)\b", text)


def test_bundled_modules_import_nothing_and_export_nothing():
    text = bundled(source("special.js"), source("engine.js"))
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    node().load(f"{text}\nexport default {{ both: () => [typeof forward, typeof erf] }};")
    assert node().call("both") == ["function", "function"]
