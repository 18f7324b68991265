"""How other tools count: their conventions, costs by their rules, and what explains a difference.

Front door, the names that other rooms may import:

- conventions: BIAS, CONVENTIONS, Convention, NA, QUANTITIES, convention_named, parsed
- cost: BIASED, Cost, cost, why_not
- reconcile: CostGap, OURS, Reconciliation, Search, reconcile, reconcile_printed
"""
