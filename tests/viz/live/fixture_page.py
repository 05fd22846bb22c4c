"""A page of thirty lines, which keeps to what a widget expects of one: a field for each leaf, and the step."""

from dataclasses import dataclass, field

from autograd import Value
from viz.graph.options import DrawingOptions

MODULE = """
export function mount(root, data, channel) {
  const fields = new Map();
  for (const { name } of data.leaves) {
    const field = document.createElement("input");
    field.type = "number";
    field.ariaLabel = name;
    field.oninput = () => channel.set("values", { ...channel.get("values"), [name]: field.valueAsNumber });
    fields.set(name, field);
    root.append(field);
  }
  const step = document.createElement("output");
  root.append(step);
  const show = () => {
    for (const [name, number] of Object.entries(channel.get("values"))) fields.get(name).value = number;
    step.textContent = `${data.texts.steps} ${channel.get("step")}`;
  };
  channel.listen("values", show);
  channel.listen("step", show);
  show();
  return { destroy: () => root.replaceChildren() };
}
"""


@dataclass(frozen=True)
class FixturePage:
    value: Value
    options: DrawingOptions = field(default_factory=DrawingOptions)
    modules: tuple[str, ...] = (MODULE,)
    style: str = "output { color: gray }"

    @property
    def data(self):
        return {"leaves": [{"name": "w"}, {"name": "x"}]}

    def __repr__(self):
        return "<FixturePage>"
