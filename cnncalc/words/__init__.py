"""The little language of a line: steps, words, sizes, expressions.

Front door, the names that other rooms may import:

- dtypes: DTYPES, USUAL
- ends: Ends, ends
- entering: AXES
- env: Argument, Env
- expression: Code, Expression, parse_expression
- numbers: Number, alike, decimal, divide, over, show, symbolic, tidy
- operators: FUNCTIONS, WORDS
- reals: Factor, Real
- rounding: factor, rounded
- scan: Phrase, check_name, is_name, split_line
- sizes: Grid, Pads, Shape, Size, Span, WrongRank
- usage: PADDING_FLAGS, Slot, UnknownSetting, Usage, default_of, parse_usage
- values: Compiled, Count, CountFromZero, Known, Plain, axes, compile_word, extents_in
"""
