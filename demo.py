"""The lecture's main line, run: `python demo.py` in a checkout; `chalkgrad demo` where it is installed."""

from chalkgrad_command.demo import main

if __name__ == "__main__":
    main()
