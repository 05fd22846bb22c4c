// Python for the site, with a Graphviz beside it: what viz/rendering/page.py draws with.
import { loadPyodide as load } from "./pyodide.mjs";
import { Graphviz } from "./graphviz.mjs";

export async function loadPyodide(options) {
  const channel = new BroadcastChannel("chalkgrad"); // starting.mjs listens, in the page
  try {
    channel.postMessage("starting");
    const [python, graphviz] = await Promise.all([load(options), Graphviz.load()]);
    python.registerJsModule("graphviz_wasm", graphviz);
    channel.postMessage("started");
    return python;
  } catch (error) {
    channel.postMessage("failed");
    throw error;
  } finally {
    channel.close();
  }
}
