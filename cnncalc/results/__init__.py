"""What all results have in common: each can show itself in every form, and none ever changes.

Front door, the names that other rooms may import:

- attributes: FigureAttributes
- frozen: Frozen, FrozenDict
- shown: Listing, Result, Shown, in_a_line
"""
