"""The same letters everywhere: Graphviz is shown the fonts that matplotlib ships, and no others."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

__all__ = ["shipped_fonts"]

# On a machine without fonts Graphviz draws a box for every letter and reports success. With the machine's own fonts the
# same picture would differ from one machine to the next. Only the font that we ask for is there: what it lacks must not
# be taken from the mathematical fonts beside it, which have letters in the places of others.
_FONT = "DejaVuSans.ttf"

_CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <cachedir>{folder}/cache</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
"""

_ROOT = "root"

_folders: list[tempfile.TemporaryDirectory[str]] = []


@contextmanager
def shipped_fonts() -> Iterator[None]:
    """While this lasts, fontconfig reads our configuration, whatever the environment says otherwise."""
    folder = _configured_folder()
    before = {name: text for name, text in os.environ.items() if name.startswith("FONTCONFIG_")}
    # Fontconfig also reads the templates that the machine has for other configurations, and prints what it finds wrong
    # with them, unless it is told that another folder is the root of the file system.
    ours = {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "FONTCONFIG_SYSROOT": str(folder / _ROOT)}
    _replace_in_environment(before, ours)
    try:
        yield
    finally:
        _replace_in_environment(ours, before)


def _replace_in_environment(old: Iterable[str], new: Mapping[str, str]) -> None:
    for name in old:
        os.environ.pop(name, None)
    os.environ.update(new)


def _configured_folder() -> Path:
    """Made at the first drawing, and again if something has tidied it away; removed at exit."""
    if _folders and Path(_folders[-1].name, "fonts.conf").exists():
        return Path(_folders[-1].name)
    temporary = tempfile.TemporaryDirectory(prefix="viz-fonts-", ignore_cleanup_errors=True)
    _folders.append(temporary)
    atexit.register(temporary.cleanup)
    folder = Path(temporary.name)
    # Fontconfig and those who open the fonts that it found put the root before a path or do not, as their versions have
    # it: everything is there either way.
    for place in (folder, (folder / _ROOT).joinpath(*folder.parts[1:])):
        _fill(place, _CONFIGURATION.format(folder=escape(str(folder))))
    return folder


def _fill(place: Path, configuration: str) -> None:
    import matplotlib  # drawing alone needs it

    fonts = place / "fonts"
    fonts.mkdir(parents=True)
    shutil.copyfile(Path(matplotlib.get_data_path(), "fonts", "ttf", _FONT), fonts / _FONT)
    (place / "fonts.conf").write_text(configuration, encoding="utf-8")
