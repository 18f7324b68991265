"""How other tools count: their conventions, costs by their rules, and what explains a difference."""
