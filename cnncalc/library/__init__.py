"""What `import cnncalc` offers: every command of the command line as one call, on whatever names a network.

Front door, the names that other rooms may import:

- comparing: compare, sweep, versions
- figures: ablate, analyze, build, explain, memory, memory_of, smallest_input, summarize
- modules: from_torch
- proofs: cost, forward, judge, reconcile, reconcile_printed, verify
- redesigning: bottleneck, bottlenecks, fc_to_conv, fully_convolutional, reduction, variants, variants_of
- texts: check, expand, export, mark_class
- vocabulary: Kind, Kinds, conventions, kinds, solve, zoo
"""
