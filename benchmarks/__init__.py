"""Speed and memory of chalkgrad beside other scalar autograd engines: `python -m benchmarks`."""
