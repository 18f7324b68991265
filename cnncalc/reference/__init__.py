"""The network run for real, with lists and loops alone: no rule of `cnncalc.layers` is used, only the layers' settings.

Front door, the names that other rooms may import:

- counting: Counted, Observation, bare, merged, observe
- functions: Plane, Shape, Tensor, Weights
- kinds: DOTS, REGIONS
- lines: Stretch, trace
- packed.network: PackedRun, run
- run: Forward, Material, PIXELS, forward
- tensors: Ragged, dot, each, flatten, measure, reshape, shape_of, total
- weights: draw, require
- windows: sweeps
"""
