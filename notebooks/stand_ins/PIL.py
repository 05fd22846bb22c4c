"""There is none in a page."""

raise ImportError("films are made of pixels, by Pillow, and this page has none: animate on a machine of your own")
