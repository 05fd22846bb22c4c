"""What `python -m viz` reads and prints."""
