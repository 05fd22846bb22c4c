"""The command `python -m benchmarks`: every table, on this machine."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks import (
    compiled_demo,
    compiled_growth,
    demo_speed,
    drawing_speed,
    estimators,
    gpt_eager,
    gpt_training,
    layers_speed,
    node_memory,
    quiz_net,
    separability_speed,
    setup_speed,
)
from benchmarks.growth_picture import save_picture
from benchmarks.measuring import DEFAULT_THREADS, Table, environment, markdown

BENCHMARKS: Final[dict[str, Callable[..., Table]]] = {
    "demo": demo_speed.run,
    "quiz": quiz_net.run,
    "memory": node_memory.run,
    "gpt-eager": gpt_eager.run,
    "compiled-demo": compiled_demo.run_demo,
    "compiled-xor": compiled_demo.run_xor,
    "compiled-digits": compiled_demo.run_digits,
    "compiled-quiz": compiled_growth.run_quiz,
    "compiled-growth": compiled_growth.run_growth,
    "setup": setup_speed.run,
    "gpt": gpt_training.run,
    "layers": layers_speed.run,
    "pictures": drawing_speed.run,
    "separability": separability_speed.run,
    "estimators": estimators.run,
}


def main() -> None:
    options = _options()
    about = environment()
    print("\n".join(f"- {name}: {value}" for name, value in about.items() if value is not None), end="\n\n")
    tables: dict[str, Table] = {}
    for name in options.only or BENCHMARKS:
        tables[name] = BENCHMARKS[name](quick=options.quick)
        print(markdown(tables[name]), end="\n\n", flush=True)
    if options.picture is not None:
        save_picture(tables["compiled-growth"], options.picture)
    if options.output is not None:
        result = {"environment": about, "tables": {name: asdict(table) for name, table in tables.items()}}
        options.output.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, a smaller graph: noisier, much sooner")
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, help="leave out the other benchmarks")
    parser.add_argument("--output", type=Path, metavar="FILE", help="save the tables as JSON too")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw compiled-growth, which must be among them")
    parser.add_argument(
        "--default-threads", action="store_true", help="as many threads as an engine takes by itself, instead of one"
    )
    options = parser.parse_args()
    if options.default_threads:
        os.environ[DEFAULT_THREADS] = "1"
    if options.picture is not None and "compiled-growth" not in (options.only or BENCHMARKS):
        parser.error("--picture draws compiled-growth: add it to --only")
    return options


if __name__ == "__main__":
    main()
