"""Expectations, answer sheets and budgets held against the truth, and the slip behind a wrong answer."""
