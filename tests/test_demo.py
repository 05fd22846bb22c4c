"""The README's commands do what it says, as far as that can be tried without a network."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_demo_learns_xor_and_writes_what_it_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(ROOT / "demo.py"), run_name="__main__")
    printed = capsys.readouterr().out
    assert "mean loss" in printed
    assert printed.count("  yes\n") == 4
    assert "NO" not in printed
    for name in ("unit.png", "two-layers.png", "xor.png"):
        assert f"wrote {Path('demo-output', name)}" in printed
        with Image.open(tmp_path / "demo-output" / name) as picture:
            assert min(picture.size) > 500
            assert len(picture.convert("RGB").getcolors(2**24)) > 50


def test_every_picture_of_the_readme_is_there_has_words_for_those_who_do_not_see_it_and_is_small():
    pictures = re.findall(r"!\[(.*?)\]\((docs/.*?)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(pictures) >= 7
    for words, path in pictures:
        assert len(words) > 40
        assert (ROOT / path).stat().st_size < 150_000
        with Image.open(ROOT / path) as picture:
            assert 1000 <= picture.width <= 1600


@pytest.mark.skipif(shutil.which("make") is None, reason="the message under test is the Makefile's")
def test_a_python_without_venv_is_told_which_package_to_install(tmp_path):
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    run = subprocess.run(["make", "demo", "PYTHON=false"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "apt install python3-venv" in run.stdout
    assert not (tmp_path / ".venv").exists()
