"""The commands that put right the environment that this runs in, whoever made it: pip, pipx or uv."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["installation", "reinstallation"]


def installation(what: str) -> str:
    """The one command that installs something here.

    Args:
        what: a distribution, or chalkgrad with the extra that brings several.

    >>> installation("chalkgrad[fast]")
    '...install "chalkgrad[fast]"'
    """
    manager = _manager()
    if manager == "uv tool":
        return f'uv tool install --with "{what}" "{_source()}"'
    if manager == "uvx":
        return f'uvx --with "{what}" --from "{_source()}" chalkgrad'
    if manager == "pipx":
        return f'pipx inject chalkgrad "{what}"'
    if manager == "pipx run":
        return f'pipx run --with "{what}" --spec "{_source()}" chalkgrad'
    return f'{_pip("install")} "{what}"'


def reinstallation(foreign: Sequence[str] = ()) -> str:
    """What to type so that chalkgrad's files are its own again.

    Args:
        foreign: the names of distributions that must go first, since they write into the same folders.

    >>> reinstallation(["autograd"])
    '...uninstall autograd, then ...install --force-reinstall --no-deps ...chalkgrad...'
    """
    manager = _manager()
    if manager.startswith("uv"):  # these two make the whole environment anew
        return f'uv tool install --reinstall "{_source()}"'
    if manager.startswith("pipx"):
        return f'pipx install --force "{_source()}"'
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
        return f'uv pip {command} --python "{sys.executable}"'
    found = shutil.which("pip")
    is_ours = found is not None and Path(found).parent == Path(sys.executable).parent
    return f"pip {command}" if is_ours else f'"{sys.executable}" -m pip {command}'


def _source() -> str:
    """What chalkgrad was installed from: its name, or with it the file or folder, where it came from one."""
    origin = _origin()
    return f"chalkgrad @ {origin['url']}" if origin else "chalkgrad"


def _source_for_pip() -> str:
    origin = _origin()
    if origin.get("dir_info", {}).get("editable"):
        return f'--editable "{origin["url"]}"'
    return f'"{_source()}"' if origin else "chalkgrad"


def _origin() -> dict[str, Any]:
    """What the installation noted of where chalkgrad came from (PEP 610): nothing, if from an index."""
    try:
        noted = metadata.distribution("chalkgrad").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        noted = None
    return dict(json.loads(noted)) if noted else {}
