// The theme of the page around: JupyterLab, VS Code and marimo say theirs on the body; elsewhere the system's counts.

function themeAround(system) {
  const body = document.body;
  const jupyter = body.getAttribute("data-jp-theme-light");
  if (jupyter !== null) return jupyter === "false" ? "dark" : "light";
  if (body.classList.contains("vscode-dark") || body.classList.contains("vscode-high-contrast")) return "dark";
  if (body.classList.contains("vscode-light")) return "light";
  if (document.querySelector(".marimo")) return document.querySelector(".marimo.dark, .dark .marimo, .dark.marimo") ? "dark" : "light";
  return system.matches ? "dark" : "light";
}

// Keeps `data-theme` of an element as it is around, or dark if that is asked for; gives a function that ends this.
export function followTheme(root, asked = "light") {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => root.setAttribute("data-theme", asked === "dark" ? "dark" : themeAround(system));
  const watch = new MutationObserver(apply);
  const attributes = { attributes: true, attributeFilter: ["class", "data-jp-theme-light"] };
  watch.observe(document.body, attributes);
  watch.observe(document.documentElement, attributes);
  system.addEventListener("change", apply);
  apply();
  return () => {
    watch.disconnect();
    system.removeEventListener("change", apply);
  };
}
