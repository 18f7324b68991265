"""The installed command, and `python -m cnncalc`."""

import gc

gc.disable()  # one command makes no garbage to speak of; looking for it, from the first import on, takes a tenth of the time

from cnncalc.cli import run  # noqa: E402

if __name__ == "__main__":
    run()
