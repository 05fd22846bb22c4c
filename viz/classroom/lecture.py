"""Every picture and derivation of the lecture, alive where it can be, in a folder with an index: `--lecture`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from autograd.shared.files import write_file
from viz.classroom.exhibits import EXHIBITS, Exhibit, xor_playground
from viz.classroom.lecture_index import Entry, lecture_index
from viz.classroom.lecture_plots import svgs_of
from viz.classroom.lecture_texts import LECTURE_TEXTS
from viz.live.explorer import page_to_explore
from viz.live.texts import texts_in
from viz.rendering.picture import Picture

__all__ = ["write_lecture"]

_PLOT_DPI = 150
_PLAYGROUND = "playground.html"


def write_lecture(folder: Path, *, overwrite: bool = False, language: str = "en") -> None:
    """Writes the lecture as pages: `index.html` with every picture and derivation, a live page for each graph, and
    the playground.

    A picture is there as SVG, for light and for dark grounds, and as PNG. All links are relative.

    Args:
        folder: made if it is not there.
        overwrite: whether files that are there already are replaced; otherwise nothing is written.
        language: what the pages speak, one of `viz.live.texts.LANGUAGES`.

    Raises:
        ValueError: for a language that they do not speak.
        FileExistsError: if one of the files is there, and is not to be replaced.
        OSError: if the folder or a file cannot be written.
        GraphvizNotFoundError: if there is nothing to draw with.
    """
    texts = texts_in(language, LECTURE_TEXTS)
    for name in ("index.html", _PLAYGROUND, *(exhibit.name + ending for exhibit in EXHIBITS for ending in _ENDINGS)):
        if (folder / name).exists() and not overwrite:
            raise FileExistsError(17, "exists already", str(folder / name))
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for exhibit in _with_progress(EXHIBITS):
        entry, files = _made(exhibit, texts, language)
        for ending, contents in files.items():
            write_file(folder / f"{exhibit.name}{ending}", contents, overwrite=True)
        entries.append(entry)
    write_file(folder / _PLAYGROUND, xor_playground(language).html.encode(), overwrite=True)
    index = lecture_index(entries, texts, language, playground=_PLAYGROUND)
    write_file(folder / "index.html", index.encode(), overwrite=True)


def _size(svg: str) -> tuple[int, int]:
    """Width and height of a picture, in pixels."""
    _, _, width, height = re.findall(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', svg)[0]
    return round(float(width)), round(float(height))


def _with_progress(exhibits: Iterable[Exhibit]) -> Iterable[Exhibit]:
    try:
        from tqdm import tqdm
    except ImportError:
        return exhibits
    return tqdm(exhibits, desc="lecture", unit="exhibit", leave=False, disable=None)


_ENDINGS = (".svg", "-dark.svg", ".png", ".html")


def _made(exhibit: Exhibit, texts: Mapping[str, str], language: str) -> tuple[Entry, dict[str, bytes]]:
    """What the index says of an exhibit, and its files by the ends of their names."""
    entry, files = Entry(exhibit.items, exhibit.name, exhibit.caption), {}
    if exhibit.derive is not None:
        entry = replace(entry, mathml=exhibit.derive().mathml)
    if exhibit.draw is not None:
        light, dark = exhibit.draw("light"), exhibit.draw("dark")
        png = light.png() if isinstance(light, Picture) else light.png(_PLOT_DPI)
        svg, dark_svg = svgs_of(light, dark)
        files = {".svg": svg.encode(), "-dark.svg": dark_svg.encode(), ".png": png}
        entry = replace(entry, alternative=light.description, size=_size(svg))
    if exhibit.graph is not None:
        first = next(other for other in EXHIBITS if other.graph is exhibit.graph)  # one page for all that show it
        entry = replace(entry, live=f"{first.name}.html")
        if first is exhibit:
            output, _ = exhibit.graph()
            files[".html"] = page_to_explore(output, language=language).titled(texts[exhibit.caption]).encode()
    if exhibit.is_trained:
        entry = replace(entry, live=_PLAYGROUND)
    return entry, files
