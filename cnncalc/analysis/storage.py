"""What numbers take in memory: tables that import next to nothing, so that the help of a command can list them."""

from cnncalc.words.dtypes import DTYPES as DTYPES

# Numbers that an optimizer keeps for each parameter that it trains, besides its gradient.
OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2}
