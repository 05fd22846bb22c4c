"""A tape on a batch: blocks of samples through the machine, and through the eager engine what is unusual."""
