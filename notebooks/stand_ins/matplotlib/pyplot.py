"""There is none in a page."""

raise ImportError("this page has the calls of Matplotlib that viz makes, and no pyplot: draw with viz")
