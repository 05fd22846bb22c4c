"""Node, kept running: JavaScript in a real engine, one call a line."""

import atexit
import json
import math
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.needs import need
from viz.live.embedding import as_json, bundled, source

ANSWERING = Path(__file__).with_name("answering.mjs")


class Node:
    """A process that answers calls of the functions of one module."""

    def __init__(self, program: str) -> None:
        self.process = subprocess.Popen(
            [program, str(ANSWERING)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.loaded = ""
        atexit.register(self.process.communicate)  # closes its input, and it ends

    def load(self, module: str) -> None:
        if module != self.loaded:
            self._ask({"load": module})
            self.loaded = module

    def call(self, function: str, *given):
        return self._ask({"call": function, "given": given})

    def _ask(self, question):
        self.process.stdin.write(as_json(question) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["given"]


@cache
def node() -> Node:
    """The one process of a test run."""
    need("node")
    return Node(shutil.which("node"))


@cache
def page_module(rows_text: str, functions: str) -> str:
    """The page's modules, and functions of the test's own, as one module."""
    return bundled(source("special.js"), rows_text, source("engine.js"), functions)


def number(answered) -> float:
    """A number as it came back."""
    return math.nan if answered is None else float(answered)
