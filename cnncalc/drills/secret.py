"""Seeds under a teacher's word: a sheet may bear the seed, and its key is drawn by nobody who has not the word."""

from __future__ import annotations

from hashlib import pbkdf2_hmac

ROUNDS = 200_000  # a tenth of a second: guessing words takes so long for each


def secret_seed(seed: int, word: str) -> int:
    """The seed of the questions that a seed and a word stand for; neither the word nor this can be had from the seed alone.

    >>> secret_seed(7, "maple") == secret_seed(7, "maple"), secret_seed(7, "maple") == secret_seed(8, "maple")
    (True, False)
    """
    return int.from_bytes(pbkdf2_hmac("sha256", word.encode(), f"cnncalc quiz {seed}".encode(), ROUNDS), "big")
