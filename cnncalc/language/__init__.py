"""A YAML text becomes a Spec: keys, blocks, lines, and the place of every mistake."""
