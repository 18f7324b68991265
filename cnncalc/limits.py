"""The bounds that keep any input, however hostile, from hanging the tool or filling the memory."""

FILE_BYTES = 4 * 1024 * 1024
LINE_CHARACTERS = 10_000
YAML_DEPTH = 100
EXPRESSION_DEPTH = 100
EXPRESSION_OPERATORS = 100
USE_DEPTH = 1_000  # blocks, joins and repeats open inside one another
PARTS_DEPTH = 50  # files that use one another as parts
NODES = 1_000_000
EXTENT = 10**15
OPENINGS = 10  # bodies that may be opened, empty ones too, for each node that the limit allows
NAME_CHARACTERS = 200_000_000  # in the names of all layers together
SCOPE_CHARACTERS = 50_000  # in the name of one scope
PATTERNS = 1_000  # under freeze
SLIP_NODES = 5_000  # in networks whose wrong answers are compared with what slips would give
NETWORKS = 100  # that one spec makes when its settings are varied
VALUES = 100_000  # that a variable takes in a sweep
VARIANTS = 10**9  # of a sweep
TABLE_ROWS = 1_000  # of a sweep that a table shows
SETTING_WORDS = 1_000
NUMBER = 10**30  # what a numerator or denominator may reach on the way to an extent
PHASES = 1_024  # distinct receptive fields that neighbouring outputs may have before we refuse to state one
SYMBOLS = 16  # different ones in a network
TERMS = 200  # of one polynomial
DEGREE = 64  # symbols multiplied in one term
SHOWN_PROBLEMS = 20
SHOWN_TRAIL = 8
