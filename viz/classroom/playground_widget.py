"""The playground as a widget: Python hears how the net learns, and has it as a model of nn."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from traitlets import Bool, Float, List, Unicode

import nn
from viz.live.widget import PageWidget

if TYPE_CHECKING:
    from viz.classroom.playground import Playground

__all__ = ["PlaygroundWidget"]


class PlaygroundWidget(PageWidget):
    """A playground in a notebook. It needs anywidget.

    Args:
        playground: its page.

    Attributes:
        playing: whether the net is training; to read and to set.
        losses: the mean training loss of each epoch so far.
        test_losses: the same on the test data, without penalty.
        net: the net as the text of a file that `nn.load` reads; "" as long as no page was open.

    All of them can be observed. While the net is training, Python hears of every thirtieth epoch.
    """

    playing = Bool(False).tag(sync=True)
    losses = List(Float()).tag(sync=True)
    test_losses = List(Float(allow_none=True)).tag(sync=True)
    net = Unicode().tag(sync=True)

    def __init__(self, playground: Playground, **traits: Any) -> None:
        self.playground = playground
        super().__init__(playground, playground.picture, playground.still_key, language=playground.language, **traits)

    @property
    def model(self) -> nn.MLP:
        """The net as it stands in the page, as a model of its own: to test, to draw, to save, to train on."""
        if not self.net:
            return self.playground.model
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "net.json")
            file.write_text(self.net, encoding="utf-8")
            loaded = nn.load(file)
        if not isinstance(loaded, nn.MLP):
            raise TypeError(f"expected an MLP from the page, got {loaded!r}")
        return loaded

    def __repr__(self) -> str:
        return repr(self.playground)
