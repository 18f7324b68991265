"""What can be asked of a network, and how questions and answers are read.

Front door, the names that other rooms may import:

- found
- answers: Answer, BINARY_BYTES, DECIMAL_BYTES, SPELLINGS, UNITS, read_answer
- case: Case, Rows, ToolFigures
- expect: Ask, Verdict, judge, judge_one
- figure: AXES, BYTES, Figure, NUMBER, OWN, RATIO, SHAPE, SUM, TEXT, WHOLE
- figures: COST, FIGURES, figure_named, yields
- found: moved
- headroom: headroom, in_unit, margin
- lecun: biases, has_neurons, inputs, pool_of, units
- marks: Mark, along, exact, mark, show_figure
- parts: Part
- places: COLUMNS, COMPARED, EXPECTED, GROUPED, SORTED, SWEPT, askable, guess, objection, of_network, spellings
- questions: Query, QueryTerm, question
"""
