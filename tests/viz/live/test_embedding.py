"""Whatever a label says, it is data: it comes back as it was, and neither runs nor ends what it stands in."""

import json
import math
import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given

import viz
from autograd import Value
from oracles import few
from tests.viz.live.browser import opened
from tests.viz.live.hostile import HOSTILE, entries, labels
from tests.viz.live.node import node
from viz.live.document import document
from viz.live.embedding import as_json, bundled, source
from viz.names import legible


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
@example(data=list(HOSTILE))
def test_data_in_a_script_element_come_back_and_nothing_else_is_there(data):
    text = as_json(data)
    assert text.isascii()
    assert text.isprintable()
    page = Scripts()
    page.feed(f'<script type="application/json">{text}</script><p>')
    assert json.loads("".join(page.scripts)) == data
    assert [tag for tag, _ in page.elements] == ["script", "p"]


@given(data=entries)
@example(data=list(HOSTILE))
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


READ = """text => {
  const page = new DOMParser().parseFromString(text, "text/html");
  const tags = [...page.querySelectorAll("*")].map(element => element.localName);
  return [tags.join(" "), page.title, JSON.stringify(JSON.parse(page.getElementById("data").textContent).given)];
}"""
TAGS = "html head meta meta meta title style body header h1 main noscript p p script script"


@pytest.mark.slow
def test_a_browser_finds_in_a_page_the_data_its_title_and_nothing_else():
    with opened("<p>") as page:

        @few
        @given(data=entries, title=labels)
        @example(data=list(HOSTILE), title="".join(HOSTILE))
        @example(data=dict.fromkeys(HOSTILE, "x"), title="\ud800")
        def law(data, title):
            text = document(title, "p { margin: 0 }", ("export function mount() {}\n",), {"given": data})
            text.encode()  # into a file
            tags, shown, given = page.evaluate(READ, text)
            assert tags == TAGS
            assert shown.split() == legible(title).split()
            assert json.loads(given, parse_int=float) == data  # JavaScript has no other numbers

        law()


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


IMPORT = re.compile(r"^import (?:\{([^}]*)\}|(\w+)) from", re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:const|let|function\*?|class) (\w+)|^export \{([^}]*)\}", re.MULTILINE)


@pytest.mark.parametrize("page", ["explorer", "playground"])
def test_what_a_module_of_a_page_imports_is_exported_by_one_before_it(page):
    """In the bundle nobody else would miss it, until it is called."""
    modules = viz.stepper(Value(2.0, "x").exp()).page.modules if page == "explorer" else viz.playground().modules
    known = {"rows"}
    for module in modules:
        wanted = {name.strip() for names, _ in IMPORT.findall(module) for name in names.split(",") if name.strip()}
        assert wanted <= known
        known |= {name.strip() for one, many in EXPORT.findall(module) for name in [one, *many.split(",")] if name}
