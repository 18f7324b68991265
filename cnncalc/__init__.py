"""The pocket calculator for convolutional networks."""
