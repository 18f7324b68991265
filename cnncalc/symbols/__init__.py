"""Extents that are symbols: exact polynomials, and at which sizes they hold. Loaded when a spec has a symbol."""
