"""Times trainings beside each other, in turns: beside.py THROUGHPUT TABLE.json WORKED.safetensors.

Two trainings that know nothing of each other tell what two cores of this machine are worth: no
sharing of one training can come out above them.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS, STEPS = 4, 50


def started(*command):
    return subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, text=True)


def rate(*processes):
    """Grid steps a second, added up."""
    rates = []
    for process in processes:
        told, _ = process.communicate()
        if process.returncode:
            sys.exit(f"{process.args} failed")
        rates.append(json.loads(told.strip().splitlines()[-1])["positions_per_second"])
    return sum(rates)


def main(throughput, table, worked):
    os.environ.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")

    def ours(workers, *before):
        return started(*before, throughput, table, workers, STEPS)

    twin = Path(__file__).parent / "speed.py"
    kinds = {
        "Musaic, one rank": lambda: rate(ours(1)),
        "Musaic, two strangers": lambda: rate(ours(1), ours(1)),
        "Musaic, two workers": lambda: rate(ours(2)),
        "Musaic, two ranks": lambda: rate(ours(1, "mpirun", "-n", 2)),
        "PyTorch, two threads": lambda: rate(started(sys.executable, "-B", twin, worked)),
    }
    if not shutil.which("mpirun"):
        print("SKIPPED two ranks: there is no mpirun")
        del kinds["Musaic, two ranks"]
    found = {kind: [] for kind in kinds}
    for _ in range(ROUNDS):
        for kind, measure in kinds.items():
            found[kind].append(measure())
    one = statistics.median(found["Musaic, one rank"])
    peer = statistics.median(found["PyTorch, two threads"])
    print(f"{'grid steps a second':24} {'median':>8} {'least':>8} {'most':>8} {'to one':>8} {'to PyTorch':>10}")
    for kind, rates in found.items():
        middle = statistics.median(rates)
        print(f"{kind:24} {middle:8.0f} {min(rates):8.0f} {max(rates):8.0f} {middle / one:8.2f} {middle / peer:10.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
