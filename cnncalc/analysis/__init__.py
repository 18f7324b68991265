"""A Graph becomes figures: costs, receptive fields, lifetimes and memory, training, depth, intensity.

Front door, the names that other rooms may import:

- sliding
- analyze: Analysis, Figures, Row, analyze, figures_of, sizes_of, total
- depth: depth, is_weighted, longest_path
- intensity: moved
- lifetimes: Life, peak_moment
- memory: Memory, MemoryStep, memory_of
- receptive_field: Field, input_field, windows
- rectangle: Rectangle, Tile, input_for_tile, rectangle
- seen: Seen, length
- sliding: window
- storage: DTYPES, OPTIMIZERS
- training_lifetimes: KEPT
- window_path: Hull, WindowPath, both, hull, window_path
"""
