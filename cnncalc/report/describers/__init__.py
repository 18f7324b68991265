"""Describers: each turns one result of the library into a `Report`, and knows no form."""
