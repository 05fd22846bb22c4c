// Starts Python from the site's folder in Node, and writes as bytecode the modules that a notebook's start imports.
import fs from "node:fs";
import { webcrypto } from "node:crypto";
import { pathToFileURL } from "node:url";

globalThis.crypto ??= webcrypto; // pages have it, and Node from its version 20 on
const [folder, into] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/python.mjs`));
const quietly = { stdout() {} };
const python = await loadPyodide({ indexURL: `${folder}/`, packageBaseUrl: `${folder}/`, ...quietly });
python.runPython("import sys; sys.dont_write_bytecode = False"); // then what is imported is compiled once, and read below
const { packages } = JSON.parse(fs.readFileSync(`${folder}/pyodide-lock.json`, "utf8"));
await python.loadPackage(Object.keys(packages), { messageCallback() {} });
python.mountNodeFS("/compiled", into);
python.runPython(`
import importlib.util, marshal
from pathlib import Path

import anywidget, ipywidgets, micrograd, nn, piplite, pyodide_kernel, viz
from autograd import Value

viz.draw(Value(0.5).tanh()).svg()
viz.secant(lambda x: x.exp(), 1.0).svg()
PACKAGES = Path(nn.__file__).parents[1]
UNCHECKED = (1).to_bytes(4, "little") + bytes(8)  # the page's source has another time, but it is the same

for module in list(sys.modules.values()):
    spec = getattr(module, "__spec__", None)
    if spec is None or not (spec.origin or "").endswith(".py"):
        continue
    _, zipped, path = spec.origin.partition(".zip/")
    if zipped:
        target = Path("/compiled/standard", path + "c")
    else:
        cache = Path(importlib.util.cache_from_source(spec.origin))
        target = "/compiled/packages" / cache.relative_to(PACKAGES)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(importlib.util.MAGIC_NUMBER + UNCHECKED + marshal.dumps(spec.loader.get_code(spec.name)))
`);
