"""Compares what Musaic reads with what music21 reads, note for note.

    python reading.py NOTES_PROGRAM [--sample 300] [--seed 1] [--out FILE.json] FOLDER...

Every score file below the folders is read by Musaic and counted; a random sample of pieces is read by
music21 too. A piece is equal when every part has the same notes: written pitch, onset, duration.
Grace notes are compared by pitch and onset only (music21 gives them no duration either).
"""

import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import warnings
from fractions import Fraction
from multiprocessing import Pool

import third

warnings.filterwarnings("ignore")
EXTENSIONS = {".xml", ".musicxml", ".mxl", ".abc", ".mid"}


def ours(program, files):
    """Our reading: {file: [tune, ...]} and {file: error}."""
    pieces, errors = collections.defaultdict(list), {}
    for start in range(0, len(files), 200):
        run = subprocess.run(
            [program, *files[start : start + 200]], capture_output=True, text=True, check=True
        )
        for line in run.stdout.splitlines():
            reading = json.loads(line)
            if "error" in reading:
                errors[reading["file"]] = reading["error"]
            else:
                pieces[reading["file"]].append(reading)
    return pieces, errors


def exact(value):
    """Time as a fraction that both sides can be held to: music21 rounds odd tuplets to floats."""
    return Fraction(value).limit_denominator(1000)


def our_parts(reading, barwise=False):
    """Our parts as sorted notes, placed by bar on demand."""
    parts = []
    starts = [exact(Fraction(start)) for start in reading["bars"]]
    for notes in reading["parts"]:
        notes = [(exact(Fraction(o)), exact(Fraction(d)), written) for o, d, written, _ in notes]
        parts.append(sorted(third.by_bar(notes, starts) if barwise else notes))
    return parts


def staves_of_parts(score):
    """music21's staves, those of one part together: it splits a part of several staves in PartStaffs that
    are neighbours and share the part's id ("P1-Staff1"); other ids are not unique."""
    from music21 import stream

    groups, before = [], None
    for part in score.parts:
        name = str(part.id).split("-Staff")[0] if isinstance(part, stream.PartStaff) else None
        if name is not None and name == before:
            groups[-1].append(part)
        else:
            groups.append([part])
        before = name
    return groups


def theirs(score, joined, barwise=False):
    """music21's parts as sorted notes, tied notes joined, or placed by bar, on demand."""
    from music21 import chord, harmony, note, percussion

    parts = []
    for staves in staves_of_parts(score):
        notes = []
        for staff in staves:
            start = len(notes)
            flat = staff.flatten()
            flat = flat.stripTies() if joined else flat
            for element in flat.notes:
                if isinstance(element, harmony.Harmony):
                    continue
                onset = exact(element.offset)
                length = exact(element.duration.quarterLength)
                if isinstance(element, (chord.Chord, percussion.PercussionChord)):
                    members = element.notes
                else:
                    members = [element]
                for member in members:
                    if isinstance(member, note.Note):
                        notes.append((onset, length, member.pitch.midi))
                    else:
                        notes.append((onset, length, None))
            if barwise:
                notes[start:] = third.by_bar(notes[start:], third.barlines(staff))
        parts.append(sorted(notes, key=lambda n: (n[0], n[1], n[2] is not None, n[2] or 0)))
    return parts


def difference(mine, other):
    """The first difference in words, or None."""
    mine = [part for part in mine if part]
    other = [part for part in other if part]
    if len(mine) != len(other):
        return f"parts: {len(mine)} here, {len(other)} there"
    for index, (a, b) in enumerate(zip(mine, other)):
        unpitched = any(note[2] is None for note in b)
        if unpitched:
            a = [(o, d, None) for o, d, _ in a]
            b = [(o, d, None) for o, d, _ in b]
        a, b = collections.Counter(a), collections.Counter(b)
        if a != b:
            only_a, only_b = a - b, b - a
            show = lambda c: [f"{n[2]}@{n[0]}+{n[1]}" for n in sorted(c, key=str)[:3]]
            kind = "notes"
            return (
                f"{kind}: part {index + 1}, {sum(only_a.values())} only here {show(only_a)}, "
                f"{sum(only_b.values())} only there {show(only_b)}"
            )
    return None


def parse_abc(file):
    """Reads ABC as version 2.1 says. Left to itself music21 takes a file without a version for 1.3 and
    then lets no accidental hold to the end of its bar."""
    from music21 import abcFormat
    from music21.abcFormat import translate

    book = abcFormat.ABCFile(abcVersion=(2, 1, 0))
    book.open(file)
    handler = book.read()
    book.close()
    if handler.definesReferenceNumbers() and len(handler.splitByReferenceNumber()) > 1:
        return translate.abcToStreamOpus(handler)
    return translate.abcToStreamScore(handler)


def compare(job):
    file, readings = job
    from music21 import converter, stream

    try:
        parsed = parse_abc(file) if file.endswith(".abc") else converter.parse(file, forceSource=True)
    except Exception as error:  # music21 cannot read it: nothing to compare with
        return file, [("music21 fails", f"{type(error).__name__}: {error}"[:200])] * len(readings)
    scores = list(parsed.scores) if isinstance(parsed, stream.Opus) else [parsed]
    if len(scores) != len(readings):
        return file, [("different", f"tunes: {len(readings)} here, {len(scores)} there")]
    results = []
    for tune, (reading, score) in enumerate(zip(readings, scores)):
        try:
            results.append(verdict(file, tune, reading, score))
        except Exception as error:
            results.append(("music21 fails", f"{type(error).__name__}: {error}"[:200]))
    return file, results


def verdict(file, tune, reading, score):
    """Equal, or different with the first difference, or a difference that music21 alone is behind."""
    written = file.endswith(("xml", "mxl"))
    mine, other = our_parts(reading), theirs(score, not written)
    said = difference(mine, other)
    if said is None:
        return "equal", None
    if written and third.parts_fall_apart(score):
        said_by_bar = difference(our_parts(reading, True), theirs(score, False, True))
        if said_by_bar is None:
            return "equal bar by bar", "music21's own parts disagree on a barline"
        return "different", f"(music21's own parts disagree on a barline) {said_by_bar}"
    if file.endswith(".abc"):
        referee = third.abc2xml(third.tunes_of(file)[tune])
        side = "fails" if referee is None else third.sides(mine, other, theirs(referee, True))
        names = {"us": "abc2xml reads as we do", "each note": "two of three in each note"}
        return names.get(side, "different"), f"{said} (abc2xml: {side})"
    return "different", said


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out")
    parser.add_argument("--only", help="only files with this ending")
    arguments = parser.parse_args()
    files = sorted(
        str(path)
        for folder in arguments.folders
        for path in pathlib.Path(folder).rglob("*")
        if path.suffix.lower() in EXTENSIONS and path.is_file()
        and (not arguments.only or path.name.endswith(arguments.only))
    )
    pieces, errors = ours(arguments.program, files)
    kinds = collections.Counter(pathlib.Path(file).suffix for file in files)
    failed = collections.Counter(pathlib.Path(file).suffix for file in errors)
    print("| format | files | read | % |\n|---|---|---|---|")
    for kind, count in sorted(kinds.items()):
        read = count - failed[kind]
        print(f"| {kind} | {count} | {read} | {100 * read / count:.2f} |")
    for file, error in errors.items():
        print(f"not read: {file}: {error}")
    sample = random.Random(arguments.seed).sample(sorted(pieces), min(arguments.sample, len(pieces)))
    tally, rows = collections.Counter(), []
    with Pool(2) as pool:
        for file, results in pool.imap_unordered(compare, [(f, pieces[f]) for f in sample]):
            for tune, (verdict, why) in enumerate(results):
                tally[verdict] += 1
                rows.append({"file": file, "tune": tune, "verdict": verdict, "why": why})
                if verdict != "equal":
                    print(f"{verdict}: {file} [{tune}]: {why}", flush=True)
    if arguments.out:
        pathlib.Path(arguments.out).write_text(json.dumps({"tally": tally, "rows": rows}, indent=1))
    sys.exit(0 if summary(len(sample), tally) else 1)


def summary(files, tally):
    """Prints the table; true when at least 98 % of what music21 read is equal or vouched for."""
    compared = sum(tally.values()) - tally["music21 fails"]
    print(f"\n{files} random files, {compared} pieces compared\n\n| verdict | pieces | % |\n|---|---|---|")
    for name, count in tally.most_common():
        print(f"| {name} | {count} | {100 * count / max(compared, 1):.2f} |")
    return compared > 0 and tally["different"] <= 0.02 * compared


if __name__ == "__main__":
    main()
