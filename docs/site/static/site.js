// What has to be scrolled sideways can be reached with Tab, so that the arrow keys scroll it.
function reachWhatScrolls() {
  for (const box of document.querySelectorAll("pre, .table-wrapper, .formula"))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
}
addEventListener("load", reachWhatScrolls);
addEventListener("resize", reachWhatScrolls);
