// What has to be scrolled sideways can be reached with Tab, so that the arrow keys scroll it.
function reachWhatScrolls() {
  for (const box of document.querySelectorAll("pre, .table-wrapper, .formula, p:has(> math)"))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
}
addEventListener("load", reachWhatScrolls);
addEventListener("resize", reachWhatScrolls);
// On a phone the cells of a row stand beneath each other: from the second on each says its column, where there are more.
addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("article table.docutils")) {
    const columns = [...table.querySelectorAll("thead th")].map(title => title.textContent.trim());
    if (columns.length > 2)
      for (const cell of table.querySelectorAll("tbody td:not(:first-child)")) cell.dataset.column = columns[cell.cellIndex];
  }
});
