"""Nets and numbers from and to other libraries: PyTorch, ONNX, scikit-learn. Each is imported when it is asked for."""
