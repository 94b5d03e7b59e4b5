"""Adds up the probabilities of a table from outside: tests/interop/probabilities.py CHORALES.json TABLE.tsv REPORT.json

TABLE and REPORT come from one run of
    musaic evaluate composer --data CHORALES.json --probabilities TABLE.tsv --json > REPORT.json
Checked are that the table's pitches are those of the chorales, every cell once and in order; that each is a
probability; and that the nats of each piece add up to what the report says. Needs only Python.
"""

import json
import math
import sys
from collections import defaultdict

# Probabilities are printed with ten digits: nats of a cell are right to 1e-9.
NATS_PER_CELL = 1e-9


def cells(path):
    """(piece, step, voice), pitch and probability, line by line."""
    with open(path, encoding="utf-8") as file:
        head = next(file).rstrip("\n").split("\t")
        assert head == ["piece", "frame", "voice", "pitch", "probability"], head
        for line in file:
            piece, frame, voice, pitch, probability = line.split("\t")
            yield (int(piece), int(frame), int(voice)), int(pitch), float(probability)


def main():
    chorales, table, report = sys.argv[1:]
    with open(report, encoding="utf-8") as file:
        report = json.load(file)
    with open(chorales, encoding="utf-8") as file:
        pieces = json.load(file)[report["split"]]

    nats, steps, bad = defaultdict(float), defaultdict(int), []
    before = (-1, 0, 0)
    for place, pitch, probability in cells(table):
        piece, frame, voice = place
        if place <= before:
            bad.append(f"{place} comes after {before}")
        before = place
        if int(pieces[piece][frame][voice]) != pitch:
            bad.append(f"{place} holds {pitch}, the chorale {pieces[piece][frame][voice]}")
        if not 0.0 < probability <= 1.0:
            bad.append(f"{place} has the probability {probability}")
        else:
            nats[piece] -= math.log(probability)
        steps[piece] += 1

    told = {row["piece"]: row for row in report["by_piece"]}
    for piece, total in sorted(nats.items()):
        rows, row = pieces[piece], told[piece]
        count = len(rows) * len(rows[0])
        if (steps[piece], row["frames"]) != (count, len(rows)):
            bad.append(f"piece {piece}: {steps[piece]} cells and {row['frames']} frames of {count}")
        if abs(total - row["nats"]) > NATS_PER_CELL * count:
            bad.append(f"piece {piece}: {total} nats in the table, {row['nats']} in the report")
        print(f"piece {piece}: {count} cells, {total:.6f} nats, {total / count:.4f} a note; the report says {row['nats']:.6f}")
    whole = sum(row["nats"] for row in told.values()) / sum(row["frames"] for row in told.values())
    if abs(whole - report["nats_per_frame"]) > 1e-9:
        bad.append(f"pieces have {whole} nats per frame, the whole {report['nats_per_frame']}")
    print("\n".join(bad) or f"the report's {len(told)} pieces add up to its {whole:.6f} nats per frame")
    return 1 if bad or not nats else 0


if __name__ == "__main__":
    sys.exit(main())
