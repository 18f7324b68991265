"""A Spec becomes a Graph; graphs made anew, taken apart, written down again."""
