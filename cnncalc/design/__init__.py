"""One network weighed against another: comparison, versions, sweeps, what 1x1 convolutions save, fully convolutional twins."""
