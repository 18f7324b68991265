"""The types of numbers that a spec and an option may name."""

# Bytes of one element.
DTYPES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "int8": 1}
USUAL = "float32"
