"""A recorded graph as data: replayed on other leaves, and compared with others of its shape."""
