"""The door of the command: `python -m viz`."""

from __future__ import annotations

import sys

from viz.command.command_line import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
