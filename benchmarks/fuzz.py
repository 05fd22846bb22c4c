"""`make fuzz`: an hour of what nobody would type, in every place that takes something from outside.

Each target is a property over drawn inputs. What it may raise is what the documentation promises, with a message that
names the file or the argument; anything else is a finding, and so is a disagreement of two engines, or an example that
takes longer than `PATIENCE`. Hypothesis draws, and makes a finding small. Each round has a seed of its own, which is
printed with what it found: `python -m benchmarks.fuzz --only labels --seed 17 --rounds 1` replays it.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import json
import math
import random
import re
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import autograd
import nn
import viz
from autograd import PRIMITIVES, Value
from autograd.strategies import Expression, expressions
from benchmarks.bare_value import Value as BareValue
from viz.command.command_line import main as command

PATIENCE: Final = 30
"""Seconds that one example may take: the machine may be busy with other things."""
EXAMPLES: Final = 50
"""How many examples a round has; where each takes long, fewer."""

Check: TypeAlias = Callable[[Any], None]
FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))


class TooSlowError(Exception):
    """An example took longer than `PATIENCE`."""


@dataclass
class Tally:
    """What came of one target so far."""

    examples: int = 0
    rounds: int = 0
    refused: int = 0
    findings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """One place that takes something from outside: what is drawn for it, what must hold, how much of it a round has."""

    drawn: st.SearchStrategy[Any]
    check: Check
    share: float = 1.0


# What is drawn.


def _nested(depth: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner


WORDS = st.sampled_from(
    [
        *PRIMITIVES,
        "x",
        "w_11",
        "ω",
        "x",
        "1",
        "2.5",
        "1e400",
        "1e-320",
        "0",
        "pi",
        "e",
        "inf",
        "nan",
        "_",
        "lambda",
        "if",
    ]
)
MARKS = st.sampled_from(
    ["+", "-", "*", "/", "**", "^", "(", ")", "[", "]", ",", " ", "=", "−", "·", ".", "\n", "x.real"]
)
EXPRESSION_TEXTS = st.one_of(
    st.lists(st.one_of(WORDS, MARKS), max_size=30).map("".join),
    st.recursive(
        WORDS,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from("+-*/"), inner).map("".join),
            st.tuples(st.sampled_from(list(PRIMITIVES)), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
            st.tuples(st.sampled_from(list(PRIMITIVES)), inner).map(lambda t: f"{t[0]}({t[1]})"),
            inner.map(lambda t: f"({t})"),
            st.tuples(inner, st.integers(1, 400)).map(lambda t: "(" * t[1] + t[0] + ")" * t[1]),
            st.tuples(inner, inner).map(lambda t: f"{t[0]}**{t[1]}"),
        ),
        max_leaves=12,
    ),
    st.text(max_size=40),
)
NUMBERS = st.one_of(st.floats(-4.0, 4.0), st.floats(), st.sampled_from([0.0, -0.0, 1.0, 1e308, 5e-324])).map(repr)
ASSIGNMENTS = st.lists(
    st.one_of(st.tuples(WORDS, st.one_of(NUMBERS, WORDS, st.text(max_size=8))).map("=".join), st.text(max_size=8)),
    max_size=4,
)


@st.composite
def commands(draw: st.DrawFn) -> tuple[str, list[str]]:
    """An expression and a number for each name in it; or one in eight times, whatever comes."""
    expression = draw(EXPRESSION_TEXTS)
    if draw(st.integers(0, 7)) == 0:
        return expression, draw(ASSIGNMENTS)
    names = [name for name in ("x", "w_11", "ω") if re.search(rf"(?<!\w){name}(?!\w)", expression)]
    return expression, [f"{name}={draw(NUMBERS)}" for name in names]


PIECES = [
    *r"""<script> </script> ]]> --> &amp; " ' \ \n \N % $ _ ^ { } w_11^(1) 😀 é \input{x} # ~ |""".split(),  # noqa: SIM905 - easier to read
    *("\0", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\r\n", "\t"),
]
LABELS = st.one_of(
    st.text(max_size=30),
    st.text(alphabet=st.characters(exclude_categories=()), max_size=10),  # halves of surrogate pairs, too
    st.lists(
        st.sampled_from(PIECES),
        max_size=8,
    ).map("".join),
    st.integers(1, 3000).map(lambda n: "w" * n),
)
HOSTILE: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(0, 40).map(lambda k: 10**k),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(-1, 3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.integers(1, 3000).map(_nested),
    st.sampled_from(["relu", "softmax", "MLP", "GPT", "Sequential", "Neuron", "Dropout", 1e308, -0.0, 2**63, 10**9]),
)
CELLS = st.one_of(
    st.sampled_from(
        ["1", "2.5", "-3", "1e5", "nan", "inf", "", " ", "a", "0x10", "1_000", "１", '"', '"a,b"', "\0", "setosa"]
    ),
    st.text(max_size=4),
)


@st.composite
def damaged_bytes(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file with other bytes in a few places, of which some are missing."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content) - 1))
        content[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(content)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> bytes:
    """A JSON file with something else in a place or two; or its bytes, damaged."""
    if draw(st.booleans()):
        return draw(damaged_bytes(text.encode()))
    record = json.loads(text)
    for _ in range(draw(st.integers(1, 2))):
        container, key = draw(st.sampled_from(list(_places(record)) or [({}, "")]))
        what = draw(st.sampled_from(["change", "change", "change", "drop", "add"]))
        if what == "change":
            container[key] = draw(HOSTILE)
        elif what == "drop" and container:
            del container[key]
        elif isinstance(container, dict):
            container[draw(st.text(max_size=3))] = draw(HOSTILE)
    made = _dumped(record)
    if draw(st.integers(0, 9)) == 0:  # a field that is there twice
        made = made.replace('"version"', '"version": 1, "version"', 1)
    return made.encode("utf-8", "surrogatepass")


def _places(record: Any) -> Iterator[tuple[Any, Any]]:
    stack = [record]
    while stack:
        container = stack.pop()
        for key, entry in container.items() if isinstance(container, dict) else enumerate(container):
            yield container, key
            if isinstance(entry, (dict, list)):
                stack.append(entry)


def _dumped(record: Any) -> str:
    """As JSON, whatever its depth."""
    if isinstance(record, dict):
        return "{" + ", ".join(f"{json.dumps(str(k))}: {_dumped(v)}" for k, v in record.items()) + "}"
    depth = 0
    while isinstance(record, list) and len(record) == 1:
        record, depth = record[0], depth + 1
    inner = "[" + ", ".join(map(_dumped, record)) + "]" if isinstance(record, list) else json.dumps(record)
    return "[" * depth + inner + "]" * depth


# What must hold.

refusals = [0]


@contextlib.contextmanager
def documented(*errors: type[Exception], naming: str) -> Iterator[None]:
    """Lets these errors pass if their message names what it is about; anything else goes on."""
    try:
        yield
    except errors as error:
        message = str(error)
        if naming not in message or len(message) > 2000:
            raise AssertionError(f"a message that does not name {naming}, or is too long: {message[:300]!r}") from error
        refusals[0] += 1


def check_command(case: tuple[tuple[str, list[str]], list[str]]) -> None:
    (expression, assignments), options = case
    for stale in FOLDER.glob("drawn.*"):
        stale.unlink()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = command([*options, "--", expression, *assignments])
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else -1
    assert code in (0, 1, 2), code
    refusals[0] += code != 0
    assert (code != 0) <= bool(err.getvalue().strip()), "a failure without a word"
    assert "Traceback" not in err.getvalue() + out.getvalue()


def check_file(read: Callable[[Path], object], suffix: str = ".json") -> Check:
    path = FOLDER / f"damaged{suffix}"

    def check(content: bytes) -> None:
        path.write_bytes(content)
        with documented(ValueError, TypeError, OSError, naming=path.name):
            read(path)

    return check


def _load_model(path: Path) -> None:
    model = nn.load(path)
    assert all(math.isfinite(p.data) for p in model.parameters())
    nn.save(model, FOLDER / "again.json", overwrite=True)
    assert nn.load(FOLDER / "again.json").state_dict() == model.state_dict()


def _read_onnx(path: Path) -> None:
    model = nn.from_onnx(path)
    assert all(math.isfinite(p.data) for p in model.parameters())
    nn.to_onnx(model, FOLDER / "again.onnx", overwrite=True, precision="float32")
    assert nn.from_onnx(FOLDER / "again.onnx").state_dict() == model.state_dict()


def _load_checkpoint(path: Path) -> None:
    model = nn.MLP(2, [2, 1], seed=0)
    optimizer = nn.Adam(model.parameters(), learning_rate=0.1)
    before = model.state_dict(), optimizer.state_dict()
    try:
        nn.load_checkpoint(path, optimizer)
    except (ValueError, TypeError):
        assert (model.state_dict(), optimizer.state_dict()) == before, "changed, though it was refused"
        raise


def check_labels(labels: tuple[str, str, str]) -> None:
    w, x = Value(0.5, label=labels[0]), Value(2.0, label=labels[1])
    y = (w * x).sigmoid() + w
    y.label = labels[2]
    y.backward()
    picture = viz.draw(y)
    svg = picture.svg()
    shown = ElementTree.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in shown.iter()}
    assert tags <= {
        "svg",
        "g",
        "title",
        "desc",
        "polygon",
        "path",
        "ellipse",
        "text",
        "a",
        "style",
        "defs",
        "marker",
    }, tags
    assert picture.png()[:4] == b"\x89PNG"
    assert picture.pdf()[:4] == b"%PDF" if hasattr(picture, "pdf") else True
    for suffix in (".pdf", ".dot", ".svg"):
        picture.save(FOLDER / f"label{suffix}", overwrite=True)
    derivation = viz.derivation(y, wrt=w)
    assert _balanced(derivation.latex), derivation.latex
    assert derivation.text
    viz.save_html(y, FOLDER / "label.html", overwrite=True)
    page = _Scripts()
    page.feed((FOLDER / "label.html").read_text(encoding="utf-8"))
    assert page.alien == 0
    repr(y)


class _Scripts(HTMLParser):
    """Counts elements that no page of ours has."""

    alien = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.alien += tag in ("img", "iframe", "object", "embed", "link") or any(n.startswith("on") for n, _ in attrs)


def _balanced(latex: str) -> bool:
    """Whether all braces that mean something are closed."""
    depth = 0
    escaped = False
    for character in latex:
        if not escaped and character in "{}":
            depth += 1 if character == "{" else -1
            if depth < 0:
                return False
        escaped = character == "\\" and not escaped
    return depth == 0


def check_expression(expression: Expression) -> None:
    """The eager engine, the program and difference quotients; the picture's text and every derivation."""
    output, leaves = expression.graph()
    output.backward()
    eager = [leaf.grad or 0.0 for leaf in leaves]
    autograd.gradcheck(expression, expression.point)
    second = autograd.gradients(output, leaves)
    assert all(_close(a, b.data) for a, b in zip(eager, second)), (eager, second)
    if autograd.compiler.is_available():
        program = autograd.compile(expression, *expression.point)
        [value] = program(*[[x] for x in expression.point])
        result = program.value_and_grad(*[[x] for x in expression.point], inputs=True)
        assert _close(value, output.data), (value, output.data)
        assert result.inputs is not None
        assert all(_close(a, b) for a, b in zip(eager, result.inputs.tolist()[0])), (eager, result.inputs.tolist())
    for k, leaf in enumerate(leaves):
        leaf.label = f"x{k}"
    assert viz.draw(output).source
    assert viz.derivation(output, wrt=leaves[0]).text


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def check_door(expression: Expression) -> None:
    """The door for micrograd's programs, and a bare class, of which both have these operations."""
    from autograd.micrograd import Value as DoorValue

    functions = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "neg": lambda a: -a,
        "relu": lambda a: a.relu(),
        "square": lambda a: a**2.0,
        "sigmoid": lambda a: ((-a).exp() + 1.0) ** -1.0,
        "tanh": lambda a: ((a * 2.0).exp() + -1.0) / ((a * 2.0).exp() + 1.0),
        "sum": lambda xs: sum(xs[1:], xs[0]),
    }
    results = []
    for kind in (DoorValue, BareValue):
        leaves: list[Any] = [kind(x) for x in expression.point]
        output = expression.run(leaves, functions.__getitem__)[-1]
        output.backward()
        results.append([output.data, *(leaf.grad for leaf in leaves)])
    assert all(_close(a, b) for a, b in zip(*results)), results


def targets() -> dict[str, Target]:
    models = [
        nn.MLP(2, [2, 1], seed=0),
        nn.Sequential(nn.Layer(2, 2, seed=0), nn.Dropout(0.5, seed=1), nn.Linear(2, 1, seed=2)),
        nn.GPT(3, width=2, heads=1, blocks=1, length=3, seed=0),
    ]
    texts, graphs = [], []
    for model in models:
        nn.to_onnx(model, FOLDER / "model.onnx", overwrite=True, precision="float32")
        graphs.append((FOLDER / "model.onnx").read_bytes())
        nn.save(model, FOLDER / "model.json", overwrite=True)
        texts.append((FOLDER / "model.json").read_text(encoding="utf-8"))
    optimizer = nn.Adam(models[0].parameters(), learning_rate=0.1)
    X, y = nn.datasets.XOR
    history = nn.fit(models[0], X, y, loss=nn.mse_loss, optimizer=optimizer, epochs=2, progress=False, compiled=False)
    nn.save_checkpoint(FOLDER / "checkpoint.json", optimizer, history)
    checkpoint = (FOLDER / "checkpoint.json").read_text(encoding="utf-8")
    number = st.one_of(st.integers(0, 255).map(str), CELLS)
    tables = st.one_of(
        st.lists(st.tuples(number, number, number).map(",".join), max_size=6).map(
            lambda ls: "\n".join(["a,b,class", *ls]).encode("utf-8", "replace")
        ),
        st.lists(st.tuples(*[st.integers(0, 255).map(str)] * 3).map(",".join), min_size=1, max_size=4).map(
            lambda ls: "\r\n".join(["class,a,b", *ls]).encode()
        ),
        st.binary(max_size=200),
        st.lists(st.lists(CELLS, max_size=4).map(",".join), max_size=6).map(
            lambda ls: "\n".join(ls).encode("utf-8", "replace")
        ),
        st.lists(st.lists(CELLS, min_size=3, max_size=3).map(",".join), max_size=6).map(
            lambda ls: "\n".join(["a,b,class", *ls]).encode("utf-8", "replace")
        ),
    )
    images = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255])
    idx = st.one_of(
        st.binary(max_size=60),
        st.lists(st.tuples(st.integers(0, len(images) - 1), st.integers(0, 255)), max_size=4).map(
            lambda c: _patched(images, c)
        ),
        st.binary(max_size=40).map(gzip.compress),
        st.binary(max_size=20).map(lambda rest: gzip.compress(images)[:-4] + rest),
    )
    (FOLDER / "labels").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
    options = st.sampled_from([[], [], [], ["--derive", "x"], ["--unfold"], ["-o", str(FOLDER / "drawn.svg")]])
    calm = [
        row
        for name, row in PRIMITIVES.items()
        if name in ("add", "sub", "mul", "neg", "relu", "sigmoid", "tanh", "square", "sum")
    ]
    return {
        "command": Target(st.tuples(commands(), options), check_command),
        "models": Target(st.sampled_from(texts).flatmap(damaged), check_file(_load_model)),
        "nets of ONNX": Target(st.sampled_from(graphs).flatmap(damaged_bytes), check_file(_read_onnx, ".onnx")),
        "checkpoints": Target(damaged(checkpoint), check_file(_load_checkpoint)),
        "tables": Target(tables, check_file(lambda path: nn.read_csv(path, "class"), ".csv")),
        "pixel tables": Target(tables, check_file(nn.datasets.csv, ".csv")),
        "images": Target(idx, check_file(lambda path: nn.datasets.idx(path, FOLDER / "labels"), "-idx3-ubyte")),
        "texts": Target(
            st.binary(max_size=60), check_file(lambda path: (nn.datasets.text(path), nn.datasets.lines(path)), ".txt")
        ),
        "labels": Target(st.tuples(LABELS, LABELS, LABELS), check_labels, 0.2),
        "expressions": Target(expressions(), check_expression, 0.4),
        "micrograd": Target(expressions(calm), check_door),
    }


def _patched(content: bytes, changes: list[tuple[int, int]]) -> bytes:
    patched = bytearray(content)
    for place, byte in changes:
        patched[place] = byte
    return bytes(patched)


# How it runs.


def run_round(name: str, target: Target, number: int, tally: Tally) -> None:
    """One round of one target; what it finds is written into the tally."""

    @seed(number)
    @settings(
        max_examples=max(2, round(EXAMPLES * target.share)),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
    )
    @given(target.drawn)
    def examples(case: Any) -> None:
        tally.examples += 1
        with _patience():
            target.check(case)

    tally.rounds += 1
    before = refusals[0]
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            examples()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a finding, whatever it is
        frames = traceback.extract_tb(error.__traceback__)
        own = [
            f for f in frames if any(f"/{p}/" in f.filename for p in ("autograd", "nn", "viz")) or "fuzz" in f.filename
        ]
        where = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "?"
        kind = f"{name}: {type(error).__name__} at {where}"
        if kind not in tally.findings:
            notes = "\n".join(getattr(error, "__notes__", [])) or said.getvalue()
            tally.findings[kind] = f"seed {number}: {str(error)[:500]}\n{notes[:1500]}"
            print(f"\nFOUND {kind}\n{tally.findings[kind]}\n", flush=True)
    tally.refused += refusals[0] - before


@contextlib.contextmanager
def _patience() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TooSlowError(f"longer than {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="how long (default: 60)")
    parser.add_argument("--only", nargs="+", metavar="TARGET", help="leave out the other targets")
    parser.add_argument("--seed", type=int, help="that of the first round; by default another one each time")
    parser.add_argument("--rounds", type=int, help="end after so many rounds of each target")
    options = parser.parse_args()
    chosen = {name: target for name, target in targets().items() if name in (options.only or [name])}
    if not chosen:
        parser.error("expected --only to name targets")
    number = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    tallies = {name: Tally() for name in chosen}
    started = said = time.monotonic()
    rounds = 0
    with contextlib.suppress(KeyboardInterrupt):
        while time.monotonic() - started < 60 * options.minutes and rounds != options.rounds:
            for name, target in chosen.items():
                run_round(name, target, number, tallies[name])
                if time.monotonic() - said > 30.0:
                    said = time.monotonic()
                    total = sum(tally.examples for tally in tallies.values())
                    found = sum(len(tally.findings) for tally in tallies.values())
                    print(f"{(said - started) / 60:6.1f} min  {total:9,} examples  {found} findings", flush=True)
            number, rounds = number + 1, rounds + 1
    print(f"\n{(time.monotonic() - started) / 60:.1f} minutes, {sys.platform}, Python {sys.version.split()[0]}\n")
    print("| target | rounds | examples | refused | findings |\n| --- | --: | --: | --: | --: |")
    for name, tally in tallies.items():
        print(f"| {name} | {tally.rounds:,} | {tally.examples:,} | {tally.refused:,} | {len(tally.findings)} |")
    return int(any(tally.findings for tally in tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
