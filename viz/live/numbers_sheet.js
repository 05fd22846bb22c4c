// The numbers of one unit, to set and to watch; and of whatever is watched, live.

import { field, tick } from "./controls.js";
import { element } from "./elements.js";
import { prettyName } from "./playground_names.js";


export function numbersSheet(page) {
  const { say } = page;
  const watched = new Set(); // names of parameters
  let rowsOfUnit = [];
  let rowsWatched = [];
  let unitShown = "";

  const title = element("h3", {});
  const isOut = tick(say("leave it out"), out => page.leaveOut(...page.view().unit, out));
  const body = element("tbody", {});
  const watchedBody = element("tbody", {});
  const table = (caption, rows, last) => element("table", { "aria-label": caption },
    element("thead", {}, element("tr", {}, ...["parameter", "number", "gradient", last].map(key => element("th", { scope: "col" }, say(key))))), rows);
  const unitTable = element("div", { class: "scrolled" }, table(say("numbers of the unit"), body, "watch"));
  const watchedTable = element("div", { class: "scrolled" }, table(say("watched numbers"), watchedBody, "watch"));
  const nothing = element("p", { class: "quiet" }, say("choose a unit"));
  const nothingWatched = element("p", { class: "quiet" }, say("nothing watched"));
  const root = element("div", { class: "sheet numbers-sheet" },
    element("div", {}, title, isOut.root, unitTable, nothing),
    element("div", {}, element("h3", {}, say("watched numbers")), watchedTable, nothingWatched));

  function parameterRow(name) {
    const input = field(prettyName(name), Number.isFinite, number => page.setParameter(name, number), {
      "aria-label": say("number of", { name: prettyName(name) }), "data-parameter": name,
    });
    const gradient = element("td", { class: "gradient" });
    const pin = element("input", {
      type: "checkbox", "aria-label": say("watch the number", { name: prettyName(name) }),
      onchange: () => { watched[pin.checked ? "add" : "delete"](name); buildWatched(); draw(); },
    });
    const root = element("tr", {}, element("th", { scope: "row" }, prettyName(name)), element("td", {}, input.input), gradient, element("td", {}, pin));
    const show = () => {
      const { number, gradient: slope } = page.parameter(name);
      input.show(number);
      gradient.textContent = page.number(slope);
      gradient.title = String(slope);
      pin.checked = watched.has(name);
    };
    return { name, root, input: input.input, show };
  }

  function build() {
    unitShown = "";
    for (const name of watched) if (!page.isReached(name)) watched.delete(name);
    buildWatched();
  }

  function buildUnit() {
    const { unit } = page.view();
    unitShown = String(unit);
    const parameters = unit ? page.session().parameters.filter(p => p.layer === unit[0] && p.unit === unit[1]) : [];
    rowsOfUnit = parameters.filter(({ name }) => page.isReached(name)).map(({ name }) => parameterRow(name));
    body.replaceChildren(...rowsOfUnit.map(row => row.root));
    const isHidden = unit !== null && unit[0] <= page.settings().layers.length;
    title.textContent = unit ? say("unit", { name: page.unitName(...unit) }) : "";
    title.hidden = unit === null;
    isOut.root.hidden = !isHidden;
    isOut.input.disabled = isHidden && !page.isRemoved(...unit) && !page.mayLeaveOut(unit[0]);
    if (isHidden) isOut.show(page.isRemoved(...unit));
    nothing.hidden = unit !== null;
    unitTable.hidden = !rowsOfUnit.length;
  }

  function buildWatched() {
    rowsWatched = [...watched].map(parameterRow);
    watchedBody.replaceChildren(...rowsWatched.map(row => row.root));
    watchedTable.hidden = !rowsWatched.length;
    nothingWatched.hidden = rowsWatched.length > 0;
  }

  function draw() {
    if (String(page.view().unit) !== unitShown) buildUnit();
    for (const row of [...rowsOfUnit, ...rowsWatched]) row.show();
  }

  return {
    key: "numbers", title: say("numbers"), root, rebuild: build, draw,
    focusOn: name => rowsOfUnit.find(row => row.name === name)?.input.select(),
  };
}
