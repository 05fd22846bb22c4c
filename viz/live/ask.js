// What a node, an edge, a leaf answers when it is selected.

import { element } from "./elements.js";

export function answer(context) {
  const { selected, graph, number, text } = context;
  if (!selected) return element("p", {}, text("nothing selected"));
  const node = selected.edge ? selected.edge[0] : selected.node;
  const lines = [`${context.name(node)} = ${number(context.numbers[node])}`, `grad ${number(context.adjoints[node])}`];
  if (selected.edge) lines.push(`local ${number(context.locals[node][selected.edge[1]])}`);
  return element("div", {}, ...lines.map(line => element("p", {}, line)));
}
