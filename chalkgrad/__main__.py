"""The door of the command: `python -m chalkgrad`."""

from __future__ import annotations

import sys

from chalkgrad_command.command import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
