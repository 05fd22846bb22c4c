"""The commands that are told, in environments as pip, pipx and uv make them."""

import sys
from importlib import metadata
from pathlib import Path

import pytest

from chalkgrad_command.cures import installation, reinstallation

WHEEL = "chalkgrad @ file:///tmp/chalkgrad-0.1.0-py3-none-any.whl"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that makes an environment of its own, with some files in it, the one that is running."""

    def make(place: str, *files: str, noted: str = "", path: str = "") -> Path:
        home = tmp_path / place
        about = home / "chalkgrad-0.1.0.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: chalkgrad\nVersion: 0.1.0\n")
        if noted:
            (about / "direct_url.json").write_text(noted)
        for file in files:
            (home / file).write_text("home = /usr/bin\nuv = 0.9\n" if file == "pyvenv.cfg" else "")
        monkeypatch.setattr(sys, "prefix", str(home))
        monkeypatch.setattr(sys, "executable", str(home / "python"))
        monkeypatch.setenv("PATH", path)
        monkeypatch.setattr(metadata, "distribution", lambda name: metadata.Distribution.at(about))
        return home

    return make


@pytest.mark.parametrize(
    ("place", "file", "command"),
    [
        ("tools/chalkgrad", "uv-receipt.toml", "uv tool install --with x chalkgrad"),
        ("uv/archive-v0/k3", "CACHEDIR.TAG", "uvx --with x --from chalkgrad chalkgrad"),
        ("pipx/venvs/chalkgrad", "pipx_metadata.json", "pipx inject chalkgrad x"),
        ("cache/pipx/c4", "pipx_metadata.json", "pipx run --with x --spec chalkgrad chalkgrad"),
    ],
)
def test_who_made_the_environment_is_asked_to_add_to_it(place, file, command, environment):
    environment(place, file)
    assert installation("x") == command
    if command.endswith(" chalkgrad") and " tool " not in command:
        assert installation("x", then="lab") == f"{command} lab"
    assert reinstallation(["autograd"]) in (
        "uv tool install --reinstall chalkgrad",
        "pipx install --force chalkgrad",
    )


def test_pip_is_called_so_that_it_means_this_environment(environment, monkeypatch):
    home = environment("venv")
    assert installation("x") == f"{home / 'python'} -m pip install x"
    monkeypatch.setattr("shutil.which", lambda name: str(home / name))
    assert installation("chalkgrad[fast]") == 'pip install "chalkgrad[fast]"'
    assert reinstallation() == "pip install --force-reinstall --no-deps chalkgrad"
    assert reinstallation(["autograd", "nn"]).startswith("pip uninstall autograd nn, then pip install --force-")


def test_what_uv_made_has_no_pip(environment):
    home = environment("venv", "pyvenv.cfg")
    assert installation("x") == f"uv pip install --python {home / 'python'} x"


def test_what_came_from_a_file_or_a_folder_comes_from_there_again(environment, monkeypatch):
    environment("a", "uv-receipt.toml", noted='{"url": "file:///tmp/chalkgrad-0.1.0-py3-none-any.whl"}')
    assert installation("x") == f'uv tool install --with x "{WHEEL}"'
    environment("b", noted='{"url": "file:///tmp/chalkgrad-0.1.0-py3-none-any.whl"}')
    assert reinstallation().endswith(f'pip install --force-reinstall --no-deps "{WHEEL}"')
    environment("c", noted='{"url": "file:///home/me/chalkgrad", "dir_info": {"editable": true}}')
    assert reinstallation().endswith("--editable file:///home/me/chalkgrad")
