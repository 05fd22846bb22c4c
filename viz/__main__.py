"""The door of the command: `python -m viz`."""

from __future__ import annotations

import sys

from viz.command.command_line import main

__all__ = ["main"]

if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal without Unicode shows question marks, and does not fail
    sys.exit(main())
