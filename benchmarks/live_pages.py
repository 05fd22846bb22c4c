"""How fast the live page of a graph follows a leaf: `python -m benchmarks.live_pages`, in Chromium.

A leaf is moved by an arrow key. Times are taken from the event on, without the wait for the frame: until both passes
are done, until the page has changed all numbers, until the browser has laid them out; and from that frame to the next.
At 60 Hz a frame lasts 16.7 ms. "work" is what the page's thread computes for a move, painting prepared and all: the
mean of its own time, whatever else the machine does.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nn
import viz
from autograd import Value, topological_order
from viz.rendering import paper

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

MOVES = 120
FLAGS = ["--disable-gpu", "--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND"]  # it asks no other machine

# A leaf is moved by a key. The page changes in the next frame; what is asked for in that frame, after the page asked,
# runs behind it, and what a frame later runs when all of it has been laid out and painted.
MOVE = """
([part, key]) => new Promise(done => {
  const leaf = document.querySelector(`[data-part="${part}"]`);
  const start = performance.now();
  leaf.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const passes = performance.now() - start;
  let begun;
  requestAnimationFrame(began => {
    const changed = performance.now();
    document.querySelector("svg").getBoundingClientRect();
    const laidOut = performance.now();
    requestAnimationFrame(next => done([passes, passes + changed - began, passes + laidOut - began, next - began]));
  });
})
"""


def graph_of(count: int) -> Value:
    """A net's loss whose graph has at least so many nodes, and hardly more."""
    width = 1
    while True:
        model = nn.MLP(4, [width, width, 1], activation="tanh", output="sigmoid", seed=1)
        loss = nn.binary_cross_entropy(model([0.5, -0.25, 1.0, 2.0]), 1.0)
        if len(topological_order(loss)) >= count:
            return loss
        width += 1


def shown(times: list[float]) -> str:
    return f"{statistics.median(times):.1f} ({max(times):.1f})"


def worked(clock: CDPSession) -> float:
    """How many seconds the page's thread has worked."""
    metrics = clock.send("Performance.getMetrics")["metrics"]
    seconds: float = next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description="How fast the live page of a graph follows a leaf.")
    parser.add_argument("--nodes", type=int, nargs="*", default=[50, 150, 300], help="how large the graphs are")
    parser.add_argument("--step", action="store_true", help="while going through the steps")
    arguments = parser.parse_args()
    chromium = paper.browser()
    if chromium is None:
        print("this needs Chromium on the PATH")
        return 1
    from playwright.sync_api import sync_playwright

    print(f"{MOVES} moves of a leaf; ms from the event on, median (worst)")
    headings = ("passes", "page changed", "and laid out", "frame")
    print(f"{'nodes':>6} {'page, KB':>9} {' '.join(f'{heading:>14}' for heading in headings)} {'work':>6}")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for size in arguments.nodes:
            loss = graph_of(size)
            live = (viz.stepper if arguments.step else viz.explore)(loss, max_nodes=None)
            file = Path(folder) / f"{size}.html"
            file.write_text(live.html, encoding="utf-8")
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(file.as_uri())
            page.keyboard.press("End")
            clock = page.context.new_cdp_session(page)
            clock.send("Performance.enable", {"timeDomain": "threadTicks"})
            before = worked(clock)
            times = [page.evaluate(MOVE, ["n0", "ArrowUp" if k % 2 else "ArrowDown"]) for k in range(MOVES)]
            count = len(topological_order(loss))
            work = (worked(clock) - before) / MOVES * 1000.0
            columns = " ".join(f"{shown([*column]):>14}" for column in zip(*times))
            print(f"{count:>6} {file.stat().st_size / 1000:>9.0f} {columns} {work:>6.1f}", flush=True)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
