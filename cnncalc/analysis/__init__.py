"""A Graph becomes figures: costs, receptive fields, lifetimes and memory, training, depth, intensity."""
