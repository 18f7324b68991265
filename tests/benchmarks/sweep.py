"""How many variants a second a sweep works out, and whether its memory grows with them: whole processes, by cores.

python tests/benchmarks/sweep.py    3,600 and 10,000 variants of resnet50's vars, one process and one for each core
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

MANY = ("n2=1:5:1", "n3=1:5:1", "n4=2:9:1", "n5=1:5:1", "width=1,2", "groups=1,2,4,8,16")
FEW = ("n2=1:5:2", "n3=1:5:2", "n4=2:9:1", *MANY[3:])


def measured(settings: tuple[str, ...], jobs: int) -> tuple[int, float, int]:
    """Rows, seconds, and the KiB that the largest process of it had at most."""
    options = [word for setting in settings for word in ("--set", setting)]
    command = [sys.executable, "-m", "cnncalc", "sweep", "resnet50", *options, "--format", "csv", "--jobs", str(jobs)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout
    rows = sum(1 for _ in process.stdout) - 1
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return rows, time.perf_counter() - start, usage.ru_maxrss


def main() -> None:
    cores = len(os.sched_getaffinity(0))
    print("processes   variants   seconds   variants/s   MiB at most")
    for jobs in dict.fromkeys((1, cores)):
        for settings in (FEW, MANY):
            rows, seconds, peak = measured(settings, jobs)
            print(f"{jobs:9} {rows:10,} {seconds:9.1f} {rows / seconds:12.0f} {peak / 1024:13.0f}", flush=True)


if __name__ == "__main__":
    main()
