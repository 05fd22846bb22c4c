"""DOT text: as another library writes it, and as Graphviz reads it."""

import subprocess
import sys

import graphviz
from hypothesis import given
from hypothesis import strategies as st

from viz.graph.dot_text import DotText
from viz.graph.markup import escaped

TEXTS = st.text('aB10._-"\\<>&:{}[] ;ŷ日') | st.sampled_from(["node", "Strict", "-.5", "3.", "1e5", "&amp;", "\\N"])
ATTRIBUTES = st.dictionaries(st.sampled_from(["color", "tooltip", "id", "style"]), TEXTS)


@given(title=TEXTS, defaults=ATTRIBUTES, node=ATTRIBUTES, edge=ATTRIBUTES, frame=ATTRIBUTES)
def test_it_is_written_as_the_library_graphviz_writes_it(title, defaults, node, edge, frame):
    ours = DotText("digraph", escaped(title), {"graph": escaped_all(defaults), "node": {"shape": "box"}})
    with ours.part("cluster_1", rank="same") as inner:
        inner.attributes(margin="12", **escaped_all(frame))
        inner.node("n0", label="<<B>x</B>>", **escaped_all(node))
        with inner.part() as anonymous:
            anonymous.node("n2")
    ours.edge("n0", "n2-copy1", **escaped_all(edge))

    theirs = graphviz.Digraph(named(title), graph_attr=as_text(defaults), node_attr={"shape": "box"})
    with theirs.subgraph(name="cluster_1", graph_attr={"rank": "same"}) as inner:
        inner.attr(margin="12", **as_text(frame))
        inner.node("n0", label="<<B>x</B>>", **as_text(node))
        with inner.subgraph() as anonymous:
            anonymous.node("n2")
    theirs.edge("n0", "n2-copy1", **as_text(edge))
    assert ours.source == theirs.source


def escaped_all(attributes):
    return {name: escaped(text) for name, text in attributes.items()}


def as_text(attributes):
    return {name: named(text) for name, text in attributes.items()}


def named(text):
    return graphviz.escape(text.replace("&", "&amp;"))


def test_no_library_is_needed_for_the_text_of_a_picture():
    program = (
        "import sys; sys.modules |= dict.fromkeys(('graphviz', 'pygraphviz', 'matplotlib', 'numpy'))\n"
        "import viz; from autograd import Value; print(viz.draw(Value(2.0, label='x').exp()).source)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert said.stdout.startswith("digraph")
