"""What `python -m viz` reads, prints and writes."""
