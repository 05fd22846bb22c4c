"""The commands that put right the environment that this runs in, whoever made it: pip, pipx or uv."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["installation", "reinstallation"]


def installation(what: str, then: str = "") -> str:
    """The one command that installs something here.

    Args:
        what: a distribution, or chalkgrad with the extra that brings several.
        then: what chalkgrad is to do with it, where an environment lasts for one run.

    >>> installation("chalkgrad[fast]")
    '...install..."chalkgrad[fast]"'
    """
    wanted, source = _quoted(what), _quoted(_source())
    return {
        "uv tool": f"uv tool install --with {wanted} {source}",
        "uvx": f"uvx --with {wanted} --from {source} chalkgrad {then}".rstrip(),
        "pipx": f"pipx inject chalkgrad {wanted}",
        "pipx run": f"pipx run --with {wanted} --spec {source} chalkgrad {then}".rstrip(),
    }.get(_manager()) or f"{_pip('install')} {wanted}"


def reinstallation(foreign: Sequence[str] = ()) -> str:
    """What to type so that chalkgrad's files are its own again.

    Args:
        foreign: the names of distributions that must go first, since they write into the same folders.

    >>> reinstallation(["autograd"])
    '...uninstall...autograd, then ...install...--force-reinstall --no-deps ...'
    """
    manager = _manager()
    if manager.startswith("uv"):  # these two make the whole environment anew
        return f"uv tool install --reinstall {_quoted(_source())}"
    if manager.startswith("pipx"):
        return f"pipx install --force {_quoted(_source())}"
    first = f"{_pip('uninstall')} {' '.join(foreign)}, then " if foreign else ""
    return f"{first}{_pip('install')} --force-reinstall --no-deps {_source_for_pip()}"


def _manager() -> str:
    """Who made the environment that this runs in: "uv tool", "uvx", "pipx", "pipx run"; "" for whoever else."""
    home = Path(sys.prefix)
    if (home / "uv-receipt.toml").is_file():
        return "uv tool"
    if home.parent.name.startswith(("archive-v", "environments-v")):  # a cache of uv's, for one run
        return "uvx"
    if (home / "pipx_metadata.json").is_file():
        return "pipx" if home.parent.name == "venvs" else "pipx run"
    return ""


def _pip(command: str) -> str:
    """A way to call pip that means this environment, not the one whose pip happens to come first."""
    noted = Path(sys.prefix, "pyvenv.cfg")
    if noted.is_file() and "\nuv = " in noted.read_text(encoding="utf-8"):  # uv puts no pip into what it makes
        return f"uv pip {command} --python {_quoted(sys.executable)}"
    found = shutil.which("pip")
    is_ours = found is not None and Path(found).parent == Path(sys.executable).parent
    return f"pip {command}" if is_ours else f"{_quoted(sys.executable)} -m pip {command}"


def _source() -> str:
    """What chalkgrad was installed from: its name, or with it the file or folder, where it came from one."""
    origin = _origin()
    return f"chalkgrad @ {origin['url']}" if origin else "chalkgrad"


def _source_for_pip() -> str:
    origin = _origin()
    if origin.get("dir_info", {}).get("editable"):
        return f"--editable {origin['url']}"
    return _quoted(_source())


def _quoted(text: str) -> str:
    """As every shell takes it for one word."""
    return f'"{text}"' if re.search(r"[\s\[]", text) else text


def _origin() -> dict[str, Any]:
    """What the installation noted of where chalkgrad came from (PEP 610): nothing, if from an index."""
    try:
        noted = metadata.distribution("chalkgrad").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        noted = None
    return dict(json.loads(noted)) if noted else {}
