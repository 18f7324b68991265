"""A model of operations said in steps of the language; one row an operation."""
