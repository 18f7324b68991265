"""A network as somebody sees it who makes a slip."""
