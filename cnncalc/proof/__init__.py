"""Predicted beside observed: the rules of `cnncalc.layers` here, there what `cnncalc.reference` was seen to do.

Front door, the names that other rooms may import:

- claims: Claim, LayerClaims
- samples: Sample
- verification: Verification, verify
"""
