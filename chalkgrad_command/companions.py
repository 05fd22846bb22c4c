"""Whether the packages that go by short names are chalkgrad's own, or somebody else's of the same name."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from chalkgrad_command.cures import reinstallation

__all__ = ["COMPANIONS", "cause_of", "changed_files", "check_companions", "mixture", "owners", "remedy"]

COMPANIONS = {"autograd": "PRIMITIVES", "nn": "MLP", "viz": "draw"}
"""The packages beside this one, and a name that each of them, and no other known package of that name, gives."""

_HOME = Path(__file__).resolve().parents[1]


def check_companions() -> None:
    """Makes sure that `autograd`, `nn` and `viz` are those that were installed with this package.

    None of them is imported if one is not: what somebody else's package does when it is imported is not ours to start.

    Raises:
        ImportError: if one is missing, lies elsewhere, or was written over by another distribution; with its file, the
            distribution that it belongs to where that is known, and what to do.

    >>> check_companions()
    """
    for name, its_own in COMPANIONS.items():
        found = _file(name)
        if found is None:
            raise ImportError(
                f"expected the package {name} beside chalkgrad in {_HOME}, found none: {reinstallation()}", name=name
            )
        if found.parents[1] != _HOME:
            raise ImportError(
                f"expected chalkgrad's {name} in {_HOME / name}, but Python finds {found} first{_belonging(name)}:"
                f" {remedy(owners(name))}",
                name=name,
                path=str(found),
            )
        if _lacks(name, its_own):
            raise ImportError(
                f"expected chalkgrad's {name} in {found}, but the file was written over{_belonging(name)}: two packages"
                f" of one name lie in one folder, and the last one installed wins. {remedy(owners(name))}",
                name=name,
                path=str(found),
            )


def cause_of(error: ImportError) -> ImportError:
    """Why one of the packages cannot be imported by another: somebody else's files in the place of ours, if any.

    Args:
        error: what the import raised.

    Returns:
        An error with the files, whose they are, and what to do; `error` itself where all is in order.

    >>> cause_of(ImportError("no such module"))
    ImportError('no such module')
    """
    try:
        check_companions()
    except ImportError as cause:
        return cause
    mixed = mixture()
    return ImportError(f"{error}. {mixed}", name=error.name, path=error.path) if mixed else error


def mixture() -> str:
    """Who else writes into our folders, or what was changed since the installation, and the cure; "" for nothing.

    >>> mixture()
    ''
    """
    others = {name: foreign for name in COMPANIONS if (foreign := owners(name))}
    if others:
        shared = "; ".join(f"{name} is shared with {', '.join(foreign)}" for name, foreign in others.items())
        everybody = sorted({entry for foreign in others.values() for entry in foreign})
        return f"{shared}: one of the two does not work. {remedy(everybody)}"
    changed = changed_files()
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    return f"{changed[0]}{more} changed since chalkgrad was installed: {reinstallation()}" if changed else ""


def owners(name: str) -> list[str]:
    """The distributions, other than this one, that say a package is theirs, as "autograd 1.8.0".

    Args:
        name: the package's import name.

    >>> owners("chalkgrad")
    []
    """
    return sorted(
        {
            f"{distribution.name} {distribution.version}"
            for distribution in metadata.distributions()  # twice, where a folder is in sys.path twice
            if distribution.name != "chalkgrad" and _holds(distribution, name)
        }
    )


def changed_files() -> list[str]:
    """The packages' files that are no longer what the installation wrote, as far as that was noted.

    An installation in place notes none of the packages' files.

    >>> changed_files()
    []
    """
    try:
        installed = metadata.distribution("chalkgrad")
    except metadata.PackageNotFoundError:
        return []
    ours = {*COMPANIONS, "chalkgrad", "chalkgrad_command"}  # a script is written anew by whoever moves it
    # Read by ourselves: from Python 3.12 on `installed.files` leaves out a file that is gone.
    noted = csv.reader((installed.read_text("RECORD") or "").splitlines())
    return [
        name
        for name, digest, *_ in noted
        if name.partition("/")[0] in ours and digest and not _is_as_noted(str(installed.locate_file(name)), digest)
    ]


def remedy(foreign: Sequence[str]) -> str:
    """What to do about a package of somebody else's.

    Args:
        foreign: the distributions that it belongs to, as `owners` tells them; none if that is not known.

    >>> remedy(["autograd 1.8.0"])
    '...uninstall...autograd, then ...; whoever needs both gives each an environment of its own'
    """
    if not foreign:
        return f"rename it, or take its folder out of sys.path; then {reinstallation()} if the trouble stays"
    names = [entry.partition(" ")[0] for entry in foreign]
    return f"{reinstallation(names)}; whoever needs both gives each an environment of its own"


def _holds(distribution: metadata.Distribution, name: str) -> bool:
    listed = distribution.read_text("RECORD") or distribution.read_text("installed-files.txt") or ""
    return re.search(rf"^(\.\./)?{name}/", listed, re.MULTILINE) is not None


def _is_as_noted(file: str, noted: str) -> bool:
    """Whether a file is there with the digest that stands beside its name in the installation's RECORD."""
    path = Path(file)
    if not path.is_file():
        return False
    function, _, expected = noted.partition("=")
    return urlsafe_b64encode(hashlib.new(function, path.read_bytes()).digest()).rstrip(b"=").decode() == expected


def _file(name: str) -> Path | None:
    """The file that `import name` would run; None if there is none."""
    spec = importlib.util.find_spec(name)
    return None if spec is None or spec.origin is None else Path(spec.origin).resolve()


def _lacks(name: str, its_own: str) -> bool:
    """Whether the file that `import name` would run has not a name in it.

    It is read by whoever would run it, since it may lie in an archive, as in a program of one file. Where there is none
    to be read, the program was made of ours, and nobody writes over it.
    """
    spec: Any = importlib.util.find_spec(name)
    try:
        return its_own.encode() not in spec.loader.get_data(spec.origin)
    except (AttributeError, OSError):
        return False


def _belonging(name: str) -> str:
    foreign = owners(name)
    return f", which belongs to {' and '.join(foreign)}" if foreign else ""
