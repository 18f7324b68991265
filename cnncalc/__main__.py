"""`python -m cnncalc`, and the installed command: Ctrl-C is quiet from the first line on."""

import gc
import os
from typing import NoReturn

gc.disable()  # one command makes no garbage to speak of; looking for it, from the first import on, takes a tenth of the time


def start() -> NoReturn:
    """Load the command line and run it; what interrupts the loading ends it as Ctrl-C does later."""
    try:
        from cnncalc.cli import run

        run()
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    start()
