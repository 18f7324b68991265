"""What numbers take in memory: tables that import nothing, so that the help of a command can list them."""

# Bytes of one element.
DTYPES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "int8": 1}
# Numbers that an optimizer keeps for each parameter that it trains, besides its gradient.
OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2}
