"""Predicted beside observed: the rules of `cnncalc.layers` here, there what `cnncalc.reference` was seen to do."""
