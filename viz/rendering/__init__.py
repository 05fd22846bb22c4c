"""A picture's text as PNG, SVG, PDF and in a notebook; files and fonts."""
