"""One design weighed against another: bottlenecks, and the ways to factor a convolution."""
