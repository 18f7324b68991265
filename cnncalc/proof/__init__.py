"""Predictions by the rules of `cnncalc.layers`, compared with what `cnncalc.reference` is observed to do.

Front door, the names that other rooms may import:

- claims: Claim, LayerClaims
- samples: Sample
- verification: Verification, verify
"""
