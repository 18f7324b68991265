"""Extents that are symbols: exact polynomials, and at which sizes they hold. Loaded when a spec has a symbol.

Front door, the names that other rooms may import:

- evaluation: evaluate
- largest: largest
- naming: add_symbols, batch_symbol, is_symbol
- ratios: least, ratio
- sizes: Condition, Sizes
- together: together
- wanted: keeps
"""
