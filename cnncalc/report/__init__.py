"""Presenters: an analysis as a table, JSON, CSV or Markdown. Only here are numbers rounded.

Front door, the names that other rooms may import:

- quiz
- blank_sheet: blank_lines
- describers.bottleneck_results: bottlenecks_report, reductions_report
- describers.calc: calc_report
- describers.check: check_report
- describers.classroom: class_report
- describers.compare: comparison_report
- describers.compare_view: ComparisonView, chosen_figures, common_dtype
- describers.conventions: convention_report, conventions_report
- describers.explain: explanation_report
- describers.handout: handout_report
- describers.memory: memory_report
- describers.reconcile: reconciliation_report
- describers.search: search_report
- describers.sizes: sizes_report
- describers.solve: solutions_report
- describers.summary: summary_report
- describers.sweep: Rows, sweep_report, variant_line
- describers.twin: twin_report
- describers.variants: spec_of, variants_report
- describers.verify: verification_report
- describers.zoo: exercises_report, zoo_report
- remarked: remarked
- renderers: FORMS, SHORT, Screen, require_readable, write_report
- report: Report
- rounding: short
- sheet: sheet_lines
- show: report_of
"""
