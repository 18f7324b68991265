"""The fully convolutional twin: a network's fully connected layers as convolutions, at one size and at larger ones."""
