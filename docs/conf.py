"""The documentation site: `make site` writes it into build/site, from the Markdown files and notebooks as they are."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from viz.palette import THEMES, Theme  # noqa: E402 - found there

project = author = "chalkgrad"
version = release = installed("chalkgrad")
copyright = "MIT licence"  # noqa: A001 - Sphinx's name

# The whole project is the source, so that a link from one file to another is right here and on GitHub alike.
root_doc = "docs/index"
include_patterns = [
    "docs/**.md",
    "notebooks/README.md",
    "notebooks/[0-9][0-9]_*.ipynb",
    "benchmarks/README.md",
    "tests/README.md",
    "[A-Z]*.md",
]
exclude_patterns = [
    "README.md",
    "**/.*",
    ".*",
    "build",
    "dist",
    "mutants",
    "handout",
    "exports",
    "test-output",
    "demo-output",
]

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "docs.site.formulas",
    "docs.site.live",
    "docs.site.sought",
    "docs.site.sources",
    "docs.site.writing",
]
nitpicky = True
nb_execution_mode = "off"  # as they were saved: `make notebooks` executes them
myst_enable_extensions = ["amsmath", "colon_fence", "dollarmath", "fieldlist"]
myst_heading_anchors = 4
html_math_renderer = "mathml"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_selector = "div.highlight-pycon pre, div.highlight-python pre, div.highlight-sh pre, div.cell_input pre"

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 80  # a longer one has a line for each argument
napoleon_numpy_docstring = False
napoleon_use_ivar = True
viewcode_follow_imported_members = True
toc_object_entries_show_parents = "hide"
nitpick_ignore_regex = [
    # No inventory is fetched from the network: what is not ours is named, not linked.
    (
        r"py:.*",
        r"(collections|matplotlib|numpy|pathlib|typing|random|os|IPython|hypothesis|fractions|types|concurrent|array|os|argparse|io|sklearn)\..*",
    ),
    # What the packages name in signatures and no program imports.
    (r"py:.*", r"(autograd|nn|viz)\.[a-z_]+(\.[a-z_]+)*\.[A-Z]\w*"),
    (r"py:class", r"(st\.)?[A-Za-z]\w*"),  # imported for annotations alone, as matplotlib's Axes is
]

html_theme = "furo"
pygments_dark_style = "a11y-high-contrast-dark"
html_title = f"{project} {release}"
html_favicon = "site/static/favicon.svg"
html_static_path = ["site/static"]
templates_path = ["site/templates"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_search_scorer = str(ROOT / "docs" / "site" / "scorer.js")
html_copy_source = html_show_sourcelink = html_show_sphinx = html_show_copyright = False


def colors(theme: Theme) -> dict[str, str]:
    """The site's colours: those of the pictures."""
    return {
        "color-background-primary": theme.ground,
        "color-foreground-primary": theme.text,
        "color-brand-primary": theme.derivative,
        "color-brand-content": theme.derivative,
        "color-brand-visited": theme.difference,
        "color-api-name": theme.derivative,
        "color-api-pre-name": theme.edge,
        "mystnb-source-bg-color": "var(--color-code-background)",
        "mystnb-source-border-color": "var(--color-background-border)",
        "mystnb-source-margin-color": theme.leaf.border,
    }


html_theme_options = {"light_css_variables": colors(THEMES["light"]), "dark_css_variables": colors(THEMES["dark"])}
