// What has to be scrolled sideways can be reached with Tab, so that the arrow keys scroll it.
function reachWhatScrolls() {
  for (const box of document.querySelectorAll("pre, .table-wrapper, .formula, .wide-picture, p:has(> math)"))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
}
addEventListener("load", reachWhatScrolls);
addEventListener("resize", reachWhatScrolls);
// A long name at the beginning of a row may be broken between its words.
addEventListener("DOMContentLoaded", () => {
  for (const name of document.querySelectorAll("td:first-child code .pre")) name.innerHTML = name.innerHTML.replaceAll("_", "_<wbr>");
});
// On a phone the cells of a row stand beneath each other: from the second on each says its column, where there are more, or
// where it says nothing but a number.
addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("article table.docutils")) {
    const columns = [...table.querySelectorAll("thead th")].map(title => title.textContent.trim());
    const cells = [...table.querySelectorAll("tbody td:not(:first-child)")];
    if (columns.length > 2 || cells.some(cell => /^[\d,. ]+$/.test(cell.textContent.trim())))
      for (const cell of cells) cell.dataset.column = columns[cell.cellIndex];
    if (columns[0] === "") {
      table.querySelector("thead th").role = "cell"; // an empty corner is no heading: the first cells are those of their rows
      for (const cell of table.querySelectorAll("tbody td:first-child")) cell.role = "rowheader";
    }
  }
});
// The theme opens its drawers and unfolds its contents with labels of hidden boxes, which no key reaches: each gets a button.
function openWithKeys(label) {
  const box = document.getElementById(label.htmlFor);
  const button = document.createElement("button");
  const drawer = document.querySelector({ __navigation: ".sidebar-drawer", __toc: ".toc-drawer" }[box.id] ?? "no-drawer");
  const say = () => (button.ariaExpanded = box.checked);
  button.className = "opener";
  button.ariaLabel = box.ariaLabel;
  button.append(...label.childNodes);
  label.append(button);
  say();
  box.addEventListener("change", say);
  button.addEventListener("click", () => {
    const byKey = button.matches(":focus-visible");
    box.click();
    if (byKey && box.checked) [...(drawer?.querySelectorAll("a") ?? [])].find(link => link.checkVisibility())?.focus();
  });
  if (!drawer) return;
  const close = () => box.checked && box.click();
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && box.checked && button.checkVisibility()) {
      close();
      button.focus();
    }
  });
  drawer.addEventListener("click", ({ target }) => target.closest("a") && close());
}
addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("label:is(.nav-overlay-icon, .toc-overlay-icon), .sidebar-tree label").forEach(openWithKeys);
  document.querySelector(".sidebar-drawer").ariaLabel = "Pages";
  document.querySelector(".toc-drawer").ariaLabel = "On this page";
});
// A wide picture keeps letters that can be read: in a narrow window it is scrolled sideways, for which it needs a box around it.
// One that is shown much smaller than it is leads to itself. Those in `details` open by themselves.
function enlarge(picture) {
  const within = (name, given) => {
    const box = Object.assign(document.createElement(name), given);
    picture.replaceWith(box);
    box.append(picture);
  };
  if (picture.closest("details, a")) return;
  if (picture.naturalWidth > 1.9 * picture.naturalHeight) within("span", { className: "wide-picture" });
  if (picture.clientWidth && picture.naturalWidth > 2.5 * picture.clientWidth && !picture.src.startsWith("data:"))
    within("a", { className: "large-picture", href: picture.src });
  reachWhatScrolls();
}
addEventListener("DOMContentLoaded", () => {
  for (const picture of document.querySelectorAll("article img"))
    if (picture.complete) enlarge(picture);
    else picture.addEventListener("load", () => enlarge(picture), { once: true });
});
