"""`save_html`: a live page as one file."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias, runtime_checkable

from autograd import Value
from autograd.shared.files import FilePath
from autograd.shared.near_names import check_name
from autograd.shared.options import unknown_argument
from viz.live.explorer import page_to_explore
from viz.live.stepper import stepper
from viz.rendering.files import save_as

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from viz.live.explorer import ExploringChoices

__all__ = ["OneFilePage", "save_html"]


@runtime_checkable
class OneFilePage(Protocol):
    """What `viz.explore`, `viz.stepper` and `viz.playground` give."""

    @property
    def html(self) -> str: ...


ExploreOrStep: TypeAlias = Literal["explore", "step"]
_MODES: Final[Mapping[ExploreOrStep, Callable[..., OneFilePage]]] = {"explore": page_to_explore, "step": stepper}


def save_html(
    what: Value | OneFilePage,
    path: FilePath,
    *,
    mode: ExploreOrStep | None = None,
    overwrite: bool = False,
    **options: Unpack[ExploringChoices],
) -> Path:
    """Writes a live page as one HTML file, which needs no network and no other file.

    Args:
        what: the output of a graph; or what `viz.explore`, `viz.stepper` or `viz.playground` gave.
        path: the file, ending in .html; its folder must exist.
        mode: of a graph, how the page begins: "explore", where leaves are moved, or "step", where the passes are gone
            through; None for "explore".
        overwrite: whether a file that is there already is replaced.
        options: of a graph, those of `viz.explore`, by name: `language="de"`, `precision=3`.

    Returns:
        The path.

    Raises:
        TypeError: for what is no page and no Value; for options of a page that is made already.
        ValueError: for another suffix; for a mode that there is not; as `viz.explore` does.
        FileNotFoundError: if there is no such folder.
        FileExistsError: if the file exists and is not to be overwritten.
        GraphvizNotFoundError: if there is nothing to draw with.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_html(Value(2.0, label="x").exp(), f"{folder}/graph.html", language="de").name
    'graph.html'
    """

    def page() -> bytes:
        return _page(what, mode, {**options}).html.encode()

    return save_as(path, {".html": page}, overwrite=overwrite)


def _page(what: Value | OneFilePage, mode: ExploreOrStep | None, options: dict[str, Any]) -> OneFilePage:
    if isinstance(what, Value):
        chosen: ExploreOrStep = "explore" if mode is None else mode
        check_name(chosen, "mode", _MODES)
        _, *known = inspect.signature(_MODES[chosen]).parameters  # the first is the graph
        for name in [each for each in options if each not in known]:
            raise unknown_argument(save_html, name, ["mode", "overwrite", *known])
        return _MODES[chosen](what, **options)
    if not isinstance(what, OneFilePage):
        raise TypeError(
            "expected a Value, or what viz.explore, viz.stepper or viz.playground gives, to save as a page, got "
            f"{what!r} of type {type(what).__name__}"
        )
    given = [*(["mode"] if mode is not None else []), *options]
    if given:
        raise TypeError(f"expected no {', '.join(given)} with a page that is made already, got {what!r}: give it there")
    return what
