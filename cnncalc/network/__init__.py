"""A Spec becomes a Graph; graphs made anew, taken apart, written down again.

Front door, the names that other rooms may import:

- ablation: Ablation, ablate
- build: build, require_variables
- draft: Draft
- freeze: frozen_nodes
- graph: Applied, Event, Graph, Input, Node, Stock
- inline: calc
- inputs: require_inputs
- joined: join_scope
- remarks: odd_inputs
- scopes: NameScope, POISON, short_name
- smallest: AcceptedSizes, ScaledSpec, attempt, clean_sizes, longest, remainders, require_numbers, resized, sizes_of,
  smallest, smallest_input, smallest_size
- write: quoted, spec_lines
"""
