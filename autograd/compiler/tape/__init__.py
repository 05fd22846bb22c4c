"""From a graph to a tape: steps over slots, each for many nodes side by side."""
