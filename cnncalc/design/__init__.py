"""One network weighed against another: comparison, versions, sweeps, what 1x1 convolutions save, fully convolutional twins.

Front door, the names that other rooms may import:

- compare: Comparison, Measure, Network, USUAL, USUAL_SUMS, Value, compare, is_shape
- grouping: LayerGroup, groups
- ranges: spread
- sweeping: Cell, SweepPlan, SweepRows, USUAL, Variant, plan, require_figures, spread_values, sweep
- sweeping.choice: RowChoice, choose, goal
- sweeping.conditions: condition
- sweeping.cores: Cores
- sweeping.dispatch: Variant, run
- sweeping.journal: Journal
- sweeping.outcomes: SweepPlan, is_field
- sweeping.swept: SweepRows
- twin.convert: Pair, Twin, fully_convolutional
- twin.findings: TwinFindings, findings
- twin.larger: Larger, ScoreMap, enlarged
- twin.pooled: Pooled, pooled
- twin.proof: Proof, prove_twin
- versions: Changes, together, versions
- whatif.block: BlockCost, Bottleneck, total_cost
- whatif.breakeven: BreakEven, break_even
- whatif.derivation: derivation
- whatif.narrowing: Bottlenecks, bottlenecks
- whatif.reduction: Reductions, convolution_named, reduction, reductions
- whatif.variants: ConvVariant, Variants, variants, variants_of
"""
