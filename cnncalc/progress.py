"""How long work reports its progress: the caller passes a function."""

from collections.abc import Callable
from typing import TypeAlias

PACE = 1_000  # lines or layers between two reports

# Called with what is being done, how much is done, and of how many (None: nobody knows).
Progress: TypeAlias = Callable[[str, int, int | None], None] | None
