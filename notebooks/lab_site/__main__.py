"""Builds the course as a web site, with Python in the page, and serves it to this machine alone."""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
from pathlib import Path

from notebooks.lab_site import site
from notebooks.lab_site.registries import NodeNotFoundError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m notebooks.lab_site", description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("build/lab"), help="the folder (default: build/lab)")
    parser.add_argument("--port", type=int, default=8000, help="where to serve it; 0 for not at all (default: 8000)")
    options = parser.parse_args()
    if options.into == parser.get_default("into"):
        shutil.rmtree(options.into, ignore_errors=True)
    try:
        site.build(options.into)
    except FileExistsError:
        print(f"{options.into} is there already: name another folder with --into", file=sys.stderr)
        return 1
    except NodeNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"wrote {options.into}")
    if options.port:
        with site.served(options.into, options.port) as address:
            print(f"{address}\nCtrl-C ends it.")
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
