"""Has other programs read the MusicXML that Musaic writes, note for note.

    python writing.py REWRITE_PROGRAM [--sample 200] [--seed 1] [--keep FOLDER] FOLDER...

A random sample of the score files below the folders (of a tune book, one random tune) is read by Musaic
and written as MusicXML. Every written file is then checked by
- the MusicXML 4.0 schema;
- music21: every part has the same notes (pitch, onset, duration) as our reading of the original;
- partitura: every part has the same notes in its note array;
- verovio: it loads and engraves without a warning, and every part has the same pitches.
Tied notes are joined on both sides by the same rule, since writing may split a note that no one value
prints. What differs is put to `plain`, a reader of its own that only adds up the numbers in the file: when
the file holds the notes by its own numbers, the peer is at fault, and the line says so. Warnings and refusals
are held against us unless the original provokes them too.
"""

import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction

from peers import PEERS, UNPROVEN, plain, schema_faults
from reading import difference, exact

warnings.filterwarnings("ignore")
EXTENSIONS = {".xml", ".musicxml", ".mxl", ".abc"}


def joined(notes):
    """Notes (onset, duration, key, tie start, tie stop) with the tied ones as one: (onset, duration, key)."""
    open_ties, result = {}, []
    for onset, duration, key, starts, stops in sorted(notes, key=lambda n: (n[0], n[1], str(n[2]), n[3:])):
        waiting = open_ties.pop((key, onset), []) if stops else []
        note = waiting.pop() if waiting else None
        if waiting:
            open_ties[key, onset] = waiting
        if note is None:
            note = [onset, duration, key]
            result.append(note)
        else:
            note[1] = onset + duration - note[0]
        if starts:
            open_ties.setdefault((key, onset + duration), []).append(note)
    return sorted((tuple(note) for note in result), key=lambda n: (n[0], n[1], str(n[2])))


def rewritten(program, files, folder, chance):
    """Every file written anew: one piece each, and what could not be."""
    run = subprocess.run([program, folder, *files], capture_output=True, text=True, check=True)
    tunes, refused = collections.defaultdict(list), []
    for line in run.stdout.splitlines():
        piece = json.loads(line)
        if "error" in piece:
            refused.append(piece)
        else:
            tunes[piece["file"]].append(piece)
    return [chance.choice(tunes[file]) for file in files if file in tunes], refused


def check(piece):
    """What each peer says of a piece: [(peer, verdict, why)]; verdicts: equal, ours, peer."""
    ours = [joined([(exact(o), exact(d), k, s, e) for o, d, k, s, e in (
        (Fraction(o), Fraction(d), k, s, e) for o, d, k, s, e in part)]) for part in piece["parts"]]
    out = piece["out"]
    faults = schema_faults(out)
    results = [("schema 4.0", "ours" if faults else "equal", "; ".join(faults))]
    truths, lost = [ours], difference(ours, [joined(part) for part in plain(out)])
    verdict = "ours" if lost else "equal"
    bars = [Fraction(bar) for bar in piece["bars"]]
    if lost and not difference(ours, [joined(part) for part in plain(out, bars)]):
        # The original has bars a sliver longer than their meter: we keep the notes and cut the bar, and the
        # file's numbers, which are the original's, say otherwise. Peers may follow either.
        lost, verdict = f"a bar of the original is overfull by a sliver: {lost}", "peer"
        truths.append([joined(part) for part in plain(out)])
    results.append(("plain numbers", verdict, lost))
    for name, peer in PEERS.items():
        said = [asked(peer, out, truth, piece["file"]) for truth in truths]
        said = None if None in said else said[0]
        proven = said and not said.startswith((UNPROVEN, "refuses"))
        if said and said.startswith("refuses") and asked(peer, piece["file"], ours, piece["file"]) == said:
            said, proven = f"{said} (and refuses the original in the same words)", True
        sound = verdict != "ours" and not faults
        results.append((name, "equal" if not said else "peer" if proven and sound else "ours", said))
    return piece["file"], results


def asked(peer, file, ours, original):
    try:
        return peer(file, ours, original, joined)
    except Exception as error:  # whatever a peer throws: it does not accept the file
        return f"refuses: {type(error).__name__}: {error}"[:300]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="leave the written files in this folder")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    files = sorted(
        str(path)
        for folder in arguments.folders
        for path in pathlib.Path(folder).rglob("*")
        if path.suffix.lower() in EXTENSIONS and path.is_file()
    )
    sample = chance.sample(files, min(arguments.sample, len(files)))
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or temporary
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        pieces, refused = rewritten(arguments.program, sample, folder, chance)
        tally, told = collections.defaultdict(collections.Counter), collections.Counter()
        for piece in refused:
            print(f"not read: {piece['file']}: {piece['error']}")
        with ProcessPoolExecutor(2) as pool:
            for piece, (file, results) in zip(pieces, pool.map(check, pieces)):
                for warning in piece["warnings"]:
                    told[warning] += 1
                for peer, verdict, why in results:
                    tally[peer][verdict] += 1
                    if why:
                        print(f"{peer}: {verdict}: {file} -> {piece['out']}: {why}", flush=True)
    for warning, times in told.most_common():
        print(f"warned {times} times: {warning}")
    print(f"\n{len(pieces)} pieces, seed {arguments.seed}\n\n| read by | equal | its own or the original's fault | ours or unproven |\n|---|---|---|---|")
    for peer, verdicts in tally.items():
        print(f"| {peer} | {verdicts['equal']} | {verdicts['peer']} | {verdicts['ours']} |")
    sys.exit(1 if not pieces or any(verdicts["ours"] for verdicts in tally.values()) else 0)


if __name__ == "__main__":
    main()
