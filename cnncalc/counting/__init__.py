"""How other tools count: their conventions, costs by their rules, and what explains a difference.

Front door, the names that other rooms may import:

- called: FUNCTIONS
- conventions: BIAS, CONVENTIONS, Convention, Conventions, NA, QUANTITIES, convention_named, parsed
- cost: BIASED, cost, why_not
- cost_values: Cost
- gaps: CostGap, Reconciliation, Search
- reconcile: OURS, reconcile, reconcile_printed
"""
