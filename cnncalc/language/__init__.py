"""A YAML text becomes a Spec: keys, blocks, lines, and the place of every mistake.

Front door, the names that other rooms may import:

- keys: Keys, text_of
- lines: LineReader, RESERVED, Vocabulary, read_step, stand_in
- parts: stem
- read: KEYS, LAYOUTS, OWN_KEYS, is_sheet, parse, read_spec
- spec: Block, BlockStep, Body, Choice, FromStep, Head, Item, Join, KindStep, Line, ParameterStep, Repeat, Spec, Step,
  Text, UseStep
- unknown: LATER, STRUCTURE
- variables: check_values
- yaml_errors: source_of
- yaml_text: Mapping, Node, Scalar, Sequence, read_yaml
"""
