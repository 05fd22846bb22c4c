"""Nets of PyTorch: what each part of ours is there, and the way back. Each module here imports PyTorch."""
