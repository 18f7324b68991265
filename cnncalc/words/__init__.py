"""The little language of a line: steps, words, sizes, expressions."""
