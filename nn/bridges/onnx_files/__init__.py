"""Files of ONNX: written, which onnxruntime computes, and read with suspicion, whoever wrote them."""
