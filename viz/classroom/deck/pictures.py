r"""Pictures within the page: one SVG for a light ground and a dark one, and the passes through a graph step by step.

A picture is drawn twice, and differs in its colours alone. Where it does, a variable of CSS stands in the SVG, named
after both colours; `colors_of` finds them in a page, and says what they are on each ground.

>>> from viz.plots import loss_curve, style
>>> def curve(theme):
...     with style(theme):
...         return loss_curve([0.7, 0.5])
>>> "fill: var(--c" in picture(curve, "a falling loss")
True
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterator, Mapping

from autograd import Value
from viz.classroom.lecture_plots import Drawn, svgs_of
from viz.graph.dot_nodes import node_lines
from viz.graph.drawing import picture_of, view_of
from viz.graph.options import DrawingOptions
from viz.graph.view import GraphView
from viz.live.frames import Frame, frames_of
from viz.live.texts import texts_in
from viz.palette import ThemeName

__all__ = ["colors_of", "picture", "stepping"]

_NARROW = 800.0  # points: a phone shows as much at once, and what is wider it shows in parts

_COLOR = re.compile(r"#([0-9a-fA-F]{6})(?![0-9a-zA-Z])")
_VARIABLE = re.compile(r"var\(--c([0-9a-f]{6})-([0-9a-f]{6})\)")
_ID = re.compile(r'(?<=\sid=")(?:picture-[0-9a-f]+-)?([^"]+)(?=")')
_REFERENCE = re.compile(r'(?<=href="#)([^"]+)(?=")|(?<=url\(#)([^)]+)(?=\))')
_PART = re.compile(
    r'<g id="([^"]*-(n(?:-edge|-message)?\d+(?:-copy\d+)?))" class="(?:node|edge)">.*?(?=<!--|\Z)', re.DOTALL
)
_TEXT = re.compile(r"<text [^>]*>([^<]*)</text>")


def picture(draw: Callable[[ThemeName], Drawn], caption: str) -> str:
    """A picture on the slide.

    Args:
        draw: draws it for a theme, "light" or "dark".
        caption: what is to be seen, for those who do not see it.
    """
    return _figure(_on_both_grounds(draw, caption), caption)


def _figure(svg: str, caption: str, kind: str = "") -> str:
    """The picture as wide as it may be, and described."""
    box = re.search(r'viewBox="\S+ \S+ (\S+) \S+"', svg)
    kinds = f"{kind or 'picture'}{' wide' if box and float(box[1]) > _NARROW else ''}"
    content = svg[svg.index(">", svg.index("<svg")) + 1 :]
    opening = f'<svg role="img" aria-label="{html.escape(caption)}" {box[0] if box else ""}'
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<figure class="{kinds}">{opening} {names}>{content.strip()}</figure>'


def _on_both_grounds(draw: Callable[[ThemeName], Drawn], caption: str) -> str:
    light, dark = (_with_own_ids(svg, caption) for svg in svgs_of(draw("light"), draw("dark")))
    others = iter(_COLOR.findall(dark))
    return _COLOR.sub(lambda color: _variable(color[1].lower(), next(others).lower()), light)


def _variable(light: str, dark: str) -> str:
    return f"#{light}" if light == dark else f"var(--c{light}-{dark})"


def _with_own_ids(svg: str, caption: str) -> str:
    """Ids that no other picture of the page has."""
    digest = hashlib.sha256(f"{caption}{_COLOR.sub('', svg)}".encode()).hexdigest()[:8]
    named = _ID.sub(lambda match: f"p{digest}-{html.unescape(match[1])}", svg)
    return _REFERENCE.sub(lambda match: f"p{digest}-{match[1] or match[2]}", named)


def colors_of(page: str) -> Iterator[tuple[str, str, str]]:
    """The variables that a page's pictures name: each with its colour on a light ground, and on a dark one.

    >>> list(colors_of("fill: var(--c1a1a1a-e8e8e8)"))
    [('--c1a1a1a-e8e8e8', '#1a1a1a', '#e8e8e8')]
    """
    for light, dark in sorted(set(_VARIABLE.findall(page))):
        yield f"--c{light}-{dark}", f"#{light}", f"#{dark}"


def stepping(output: Value, caption: str, *, unfold: bool) -> str:
    """Both passes through a graph, step by step: what is known by then, what is at work, and what it computes.

    Where no script runs, and on paper, it is the last step.

    Args:
        output: the graph's output, with its gradients.
        caption: what is to be seen.
        unfold: whether a weighted sum is shown as products and their sum.
    """
    light = DrawingOptions(unfold={"dot"} if unfold else False, backward=True)
    view = view_of(output, light)
    svg = _on_both_grounds(lambda theme: picture_of(view, DrawingOptions(backward=True, theme=theme)), caption)
    frames = frames_of(view, light, texts_in("en"))
    shown = _PART.sub(lambda part: _timed(part[0], part[2], view, light, frames), svg)
    lines = "".join(_caption(frame, k, k == len(frames) - 1) for k, frame in enumerate(frames))
    return _figure(shown, caption, "stepping") + f'<div class="captions" aria-live="polite">{lines}</div>'


def _caption(frame: Frame, k: int, is_last: bool) -> str:
    """What happens in a step; each but the first is a step of the slide's too."""
    first, *sums = map(html.escape, frame.caption)
    until = "" if is_last else f' data-to="{k + 1}"'
    step = ' class="fragment custom step"' if k else ""
    lines = "".join(f"<span>{line}</span>" for line in sums)
    return f'<p data-from="{k}"{until}{step}><strong>{first}</strong>{lines}</p>'


def _timed(group: str, part: str, view: GraphView, style: DrawingOptions, frames: list[Frame]) -> str:
    """A part of the picture, with the steps from which it is known, and in which it is at work."""
    known = next((k for k, frame in enumerate(frames) if part in frame.known), 0)
    lit = " ".join(str(k) for k, frame in enumerate(frames) if part in frame.lit)
    opening, rest = group.split(">", 1)
    timed = f'{opening} data-from="{known}" data-lit="{lit}">{rest}'
    node = re.fullmatch(r"n(\d+)", part)
    return _with_growing_gradient(timed, int(node[1]), view, style, frames) if node else timed


def _with_growing_gradient(group: str, node: int, view: GraphView, style: DrawingOptions, frames: list[Frame]) -> str:
    """A node whose gradient says at each step how far it is."""
    written = [line.text for line in node_lines(view.nodes[node], style) if line.tells == "gradient"]
    for match in _TEXT.finditer(group):
        if written and html.unescape(match[1]) == written[0]:
            word = written[0].partition(" ")[0]
            texts = _texts_by_step([frame.gradients for frame in frames], f"n{node}")
            opening = match[0][: match[0].index(">")]
            grown = "".join(
                f'{opening} data-from="{first}"{f" data-to={chr(34)}{end}{chr(34)}" if end else ""}>'
                f"{html.escape(f'{word} {gradient}')}</text>"
                for first, end, gradient in texts
            )
            return group[: match.start()] + grown + group[match.end() :]
    return group


def _texts_by_step(gradients: list[Mapping[str, str]], part: str) -> list[tuple[int, int | None, str]]:
    """What a gradient says from which step on, and up to which; None for the end."""
    changes = [(k, now[part]) for k, now in enumerate(gradients) if part in now]
    firsts = [entry for k, entry in enumerate(changes) if k == 0 or entry[1] != changes[k - 1][1]]
    ends = [*(first for first, _ in firsts[1:]), None]
    return [(first, end, gradient) for (first, gradient), end in zip(firsts, ends)]
