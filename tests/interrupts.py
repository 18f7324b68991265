"""Ctrl-C at random moments of commands that run long: nothing is said, and no process is left.

`python tests/interrupts.py [MOMENTS] [SEED]` interrupts each command so many times, tells how it went, and ends in 1 if one was
not quiet. `pytest` takes a few moments of each.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import NamedTuple

COMMANDS = {
    "sweep": ["sweep", "resnet50", "--set", "n4=1:60:1", "--jobs", "2"],
    "sweep to a file": ["sweep", "resnet50", "--set", "n4=1:60:1", "--jobs", "2", "-o", "{folder}/rows.csv"],
    "verify": ["verify", "lenet5", "--full"],
    "quiz": ["quiz", "-n", "3"],
}
QUIET = (0, 130, -signal.SIGINT)  # done before; ended by us; ended while Python itself starts, before any of our code
# Frames of Python's own start: its site module, and the search for the package, before our first module runs.
STARTING = ("init_import_site", "<frozen site>", "_get_module_details")


class Interrupted(NamedTuple):
    """What a command did after Ctrl-C: its status, what it wrote to standard error, and the processes that it left."""

    after: float
    status: int
    error: str
    left: list[int]

    @property
    def quiet(self) -> bool:
        """Whether nothing was said and nothing is left; what Python says while it starts does not count."""
        if any(mark in self.error for mark in STARTING):
            return not self.left
        return self.status in QUIET and not self.left and not self.error.strip()


def members(group: int) -> list[int]:
    """The processes of a group that are alive."""
    found = []
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                state, _, of = file.read().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of) == group and state != "Z":
            found.append(int(name))
    return found


def interrupted(args: list[str], after: float) -> Interrupted:
    """A command in a process group of its own, to which Ctrl-C is sent after so many seconds."""
    run = [sys.executable, "-m", "cnncalc", *args]
    process = subprocess.Popen(
        run, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    if process.stdin:
        process.stdin.close()
        process.stdin = None
    _, error = process.communicate(timeout=60)
    left = members(process.pid)
    for _ in range(20):  # those that were told to end may take a moment
        if not left:
            break
        time.sleep(0.1)
        left = members(process.pid)
    return Interrupted(after, process.returncode, error.decode(errors="replace"), left)


def moments(args: list[str], count: int, seed: int) -> list[Interrupted]:
    """A command that is interrupted at so many random moments of its run."""
    start = time.monotonic()
    subprocess.run([sys.executable, "-m", "cnncalc", *args], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    whole = max(time.monotonic() - start, 1.0)
    draw = random.Random(seed)
    return [interrupted(args, draw.uniform(0.05, whole)) for _ in range(count)]


def main() -> int:
    """Interrupt every command, and tell how it went."""
    count, seed = map(int, [*sys.argv[1:3], "200", "1"][:2] if len(sys.argv) != 2 else [sys.argv[1], "1"])
    folder = os.environ.get("TMPDIR", "/tmp")
    loud = 0
    for name, args in COMMANDS.items():
        found = moments([arg.format(folder=folder) for arg in args], count, seed)
        statuses = {status: sum(one.status == status for one in found) for status in sorted({one.status for one in found})}
        print(f"{name}: {len(found)} moments, statuses {statuses}, {sum(not one.quiet for one in found)} not quiet", flush=True)
        for one in found:
            if not one.quiet:
                loud += 1
                print(f"  after {one.after:.3f} s: status {one.status}, left {one.left}\n{one.error}", flush=True)
    return bool(loud)


if __name__ == "__main__":
    sys.exit(main())
