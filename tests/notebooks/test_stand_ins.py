"""The stand-ins for Matplotlib and NumPy that the page has, held to the real ones."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from viz import plots

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks" / "stand_ins"
PLOTS = ROOT / "tests" / "notebooks" / "stand_in_plots.py"
NUMBERS = st.floats(-100.0, 100.0).map(lambda x: round(x, 3))


def loaded(name: str) -> ModuleType:
    """A stand-in under a name of its own, beside the real package."""
    path = FOLDER / name.replace(".", "/")
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    spec = importlib.util.spec_from_file_location(f"stand_in_{name.replace('.', '_')}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


ours = loaded("numpy")
contours = loaded("matplotlib.contours")
ticker = loaded("matplotlib.ticker")


def run(*command: str | Path, stand_in: bool = True) -> str:
    """What a program prints, with the stand-ins or with the real packages."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*([str(FOLDER)] if stand_in else []), str(ROOT)])}
    return subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, check=True
    ).stdout


@functools.cache
def drawn(*, stand_in: bool) -> dict[str, Any]:
    return dict(json.loads(run(PLOTS, *(["svg"] if stand_in else []), stand_in=stand_in)))


@pytest.mark.slow
def test_every_plot_says_of_itself_what_it_says_with_matplotlib() -> None:
    real, page = drawn(stand_in=False), drawn(stand_in=True)
    assert "stand" in page["version"]
    assert "stand" not in real["version"]
    assert page["said"].keys() == real["said"].keys()
    for name, (description, *ground) in real["said"].items():
        assert page["said"][name][0] == description
        assert page["said"][name][1:] == pytest.approx(ground, abs=1e-9), name


@pytest.mark.slow
def test_every_kind_of_plot_is_among_them() -> None:
    drawn_by = re.findall(r"viz\.(\w+)\(", PLOTS.read_text(encoding="utf-8"))
    functions = {name for name in plots.__all__ if isinstance(getattr(plots, name), FunctionType)}
    assert functions - {"animate"} <= {*drawn_by}


MISSING = {
    "from matplotlib.figure import Figure; Figure().add_subplot().stem([1, 2])": "Axes.stem",
    "from matplotlib.figure import Figure; Figure().suptitle('a')": "Figure.suptitle",
    "import matplotlib; matplotlib.use('agg')": "matplotlib.use",
    "import matplotlib.pyplot": "pyplot",
    "from matplotlib.colors import to_rgba; to_rgba('red')": "'red'",
    "import numpy; numpy.linspace(0, 1)": "numpy.linspace",
    "import numpy; numpy.array([1.0]).cumsum()": "ndarray.cumsum",
    "import viz; viz.animate(print, [1], progress=False)": "Pillow",
    "import viz; viz.bars({'a': 1.0}, xlabel='x', unit='s').png()": "PNG",
}
"""Programs, and what each misses in a page."""


@pytest.mark.slow
def test_what_is_not_there_says_so_in_a_sentence() -> None:
    program = "".join(f"try:\n    {line}\nexcept Exception as error:\n    print(error)\n" for line in MISSING)
    for sentence, word in zip(run("-c", program).splitlines(), MISSING.values(), strict=True):
        assert "page" in sentence
        assert word in sentence


@pytest.mark.slow
def test_every_plot_is_a_whole_svg_with_its_words_in_it() -> None:
    page = drawn(stand_in=True)
    for name, svg in page["svgs"].items():
        texts = [element.text for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
        assert "nan" not in svg, name
        words = re.findall(r"[\w$−.]+", page["said"][name][0].replace("\\$", "$"))
        missing = set(words) - {"against", "looking", "looked", "at"} - set(re.findall(r"[\w$−.]+", " ".join(texts)))
        assert not missing, name


SHAPES = array_shapes(min_dims=1, max_dims=3, max_side=4)


def array(data: Any) -> Any:
    return ours.array(data.tolist())


@given(arrays(float, SHAPES, elements=NUMBERS), st.data())
def test_arrays_broadcast_and_fold_as_numpys_do(a: Any, data: st.DataObject) -> None:
    b = data.draw(arrays(float, [data.draw(st.sampled_from([1, size])) for size in a.shape], elements=NUMBERS))
    axis = data.draw(st.integers(0, a.ndim - 1))
    assert (array(a) - array(b)).tolist() == (a - b).tolist()
    assert ours.minimum(array(b), array(a)).tolist() == np.minimum(b, a).tolist()
    assert ours.where(array(a) > array(b), 1.0, array(a)).tolist() == np.where(a > b, 1.0, a).tolist()
    lowest = array(a).min(axis=axis)
    assert (lowest.tolist() if a.ndim > 1 else lowest) == a.min(axis=axis).tolist()
    summed, expected = array(a).sum(axis=axis, keepdims=True), a.sum(axis=axis, keepdims=True)
    assert summed.shape == expected.shape
    assert summed.flat == pytest.approx(expected.ravel(), abs=1e-9)


@given(arrays(float, array_shapes(min_dims=2, max_dims=2, max_side=4), elements=NUMBERS))
def test_parts_of_arrays_are_numpys(a: Any) -> None:
    picked = array(a)
    assert picked[:, 0].tolist() == a[:, 0].tolist()
    assert picked[:, None, :].tolist() == a[:, None, :].tolist()
    assert picked[..., None].tolist() == a[..., None].tolist()
    assert picked[[-1, 0]].tolist() == a[[-1, 0]].tolist()
    assert picked[-1].tolist() == a[-1].tolist()
    assert picked.T.tolist() == a.T.tolist()
    assert (picked @ picked.T).tolist() == pytest.approx(np.asarray(a @ a.T), abs=1e-6)
    for row in picked:
        row[[0]] *= 2.0  # a row is a view
    assert picked[0, 0] == 2.0 * a[0, 0]


@given(arrays(float, st.tuples(st.integers(1, 5), st.integers(2, 6)), elements=NUMBERS))
def test_principal_axes_are_numpys_but_for_their_sign(a: Any) -> None:
    lengths = np.linalg.svd(a)[1]
    assume(lengths[0] > 1.0)
    assume(all(abs(x - y) > 1e-3 * lengths[0] for x, y in zip(lengths, [*lengths[1:], 0.0])))
    found = ours.linalg.svd(array(a))[2]
    expected = np.linalg.svd(a)[2]
    for row, true in zip(found.tolist(), expected[: len(lengths)].tolist()):
        assert abs(float(np.dot(row, true))) == pytest.approx(1.0, abs=1e-6)
    assert len(found) >= 2
    assert abs(float(np.dot(*found.tolist()[:2]))) < 1e-9


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS), st.integers(2, 6))
def test_areas_below_and_above_a_plane_cover_the_grid_and_its_line_lies_between(plane: Any, count: int) -> None:
    a, b, c = plane
    assume(abs(a) + abs(b) > 0.1)
    across = up = [k / (count - 1) for k in range(count)]
    grid = [[a * x + b * y + c for x in across] for y in up]
    inf = float("inf")
    below, above = (contours.areas(across, up, grid, low, high) for low, high in ((-inf, 0.0), (0.0, inf)))
    assert sum(map(_area, below)) + sum(map(_area, above)) == pytest.approx(1.0, abs=1e-9)
    assert all(a * x + b * y + c <= 1e-9 for shape in below for x, y in shape)
    for line in contours.lines(across, up, grid, 0.0):
        assert all(abs(a * x + b * y + c) < 1e-9 for x, y in line)


def _area(shape: Any) -> float:
    """The shoelace formula."""
    pairs = zip(shape, [*shape[1:], shape[0]])
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(3, 9))
def test_ticks_are_few_within_the_limits_and_evenly_spaced(low: float, length: float, most: int) -> None:
    ticks = ticker.linear_ticks(low, low + length, most)
    assert 1 <= len(ticks) <= most + 1
    assert all(low - 1e-6 * length <= tick <= low + length * (1 + 1e-6) for tick in ticks)
    assert len(ticks) > 1 or most == 3
    assert max(np.diff(ticks), default=0.0) - min(np.diff(ticks), default=0.0) <= 1e-6 * length
    names = ticker.written(ticks)
    assert len(set(names)) == len(names)
