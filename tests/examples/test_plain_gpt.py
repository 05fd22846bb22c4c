"""A user's program, run as it is and as docs/compiled_graphs.md changes it: the page's own lines are what is tested."""

import re
from pathlib import Path

import pytest

import autograd
import nn

ROOT = Path(__file__).parents[2]
SECTION = "## A program of your own"
NAMES = ["ida", "jo", "eva", "mia"]


def blocks(language):
    page = (ROOT / "docs/compiled_graphs.md").read_text(encoding="utf-8")
    _, section = page.split(f"{SECTION}\n")
    return re.findall(rf"```{language}\n(.*?)```", section.split("\n## ")[0], re.DOTALL)


def changed(program, only=None):
    """The program after the page's diff, or one change of it."""
    [diff] = blocks("diff")
    lines = diff.splitlines()
    pairs = list(zip(lines[::2], lines[1::2]))
    for old, new in pairs if only is None else [pairs[only]]:
        assert (old[0], new[0]) == ("-", "+")
        assert program.count(f"{old[1:]}\n") == 1
        program = program.replace(old[1:], new[1:])
    return program


@pytest.fixture
def plain():
    return (ROOT / "examples/plain_gpt.py").read_text(encoding="utf-8")


def run(program, **names):
    """What a program defines; one that is not run as a script."""
    namespace = {"__name__": "plain_gpt", **names}
    exec(program, namespace)
    return namespace


def curve(program):
    """The losses of its own training."""
    return list(program["train"]([program["tokens_of"](name) for name in NAMES]))


def test_it_learns_the_same_with_a_class_of_ones_own(plain):
    own = plain.replace("from autograd import Value", "from benchmarks.bare_value import Value")
    assert own != plain
    assert curve(run(plain)) == pytest.approx(curve(run(own)), rel=1e-9)


class TestTheChangedProgram:
    def test_it_runs_eagerly_to_the_same_numbers(self, plain):
        assert curve(run(changed(plain), autograd=autograd)) == pytest.approx(curve(run(plain)), rel=1e-12)

    @pytest.mark.needs("llvmlite")
    def test_it_learns_in_machine_code_as_the_plain_one_does(self, plain):
        program, expected = run(changed(plain), autograd=autograd, nn=nn), run(plain)
        program["names"] = NAMES
        [page] = blocks("python")
        exec(page, program)
        history = program["history"]
        assert history.engine.startswith("compiled")
        assert history.batch_losses[0] == pytest.approx(curve(expected), rel=1e-9)
        assert [p.data for p in program["parameters"]] == pytest.approx(
            [p.data for p in expected["parameters"]], rel=1e-9, abs=1e-9
        )

    @pytest.mark.needs("llvmlite")
    @pytest.mark.parametrize(
        ("change", "error", "cure"),
        [(0, TypeError, r"picks by autograd\.pick"), (1, autograd.ControlFlowError, "use maximum")],
        ids=["a token that does not pick", "a number taken out"],
    )
    def test_with_one_of_the_changes_alone_it_is_refused(self, plain, change, error, cure):
        program = run(changed(plain, only=change), autograd=autograd)
        with pytest.raises(error, match=cure):
            autograd.compile(program["logits_of"])([[program["MARK"]]])


def test_it_invents_names_of_its_letters(plain):
    program = run(plain)
    name = program["invented"]()
    assert len(name) <= program["LENGTH"]
    assert set(name) <= set(program["LETTERS"])
