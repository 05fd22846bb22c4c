"""Work for other processes: what an executor is given, how it comes back, and what is done when a worker is lost."""
