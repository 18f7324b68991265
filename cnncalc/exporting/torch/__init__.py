"""A Graph as one file of PyTorch source."""
