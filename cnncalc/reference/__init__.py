"""The network run for real, with lists and loops alone: no rule of `cnncalc.layers` is used, only the layers' settings."""
