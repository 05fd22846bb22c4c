"""From a graph of Values to the text that Graphviz draws it from."""
