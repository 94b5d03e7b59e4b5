"""The programs that read what Musaic writes, each behind one function.

A peer takes (written file, our notes by part, original file, joined) and says what is wrong, or None.
"""

import collections
import functools
import importlib.util
import os
import pathlib
import re
import tempfile
import warnings
import zipfile
from fractions import Fraction

from reading import difference, exact

# Begins what a peer says when nothing proves that the peer is wrong.
UNPROVEN = "warns"
OPEN_TIES = "MusicXML import: There are ties left open"
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@functools.cache
def schema():
    """The MusicXML 4.0 schema, out of the package `musicxml`; the two schemas it imports over the net
    hold only attributes, of which these few are used."""
    from lxml import etree

    names = {
        "http://www.w3.org/XML/1998/namespace": ("xml", ["lang", "space"]),
        "http://www.w3.org/1999/xlink": ("xlink", ["href", "type", "role", "title", "show", "actuate"]),
    }
    folder = pathlib.Path(importlib.util.find_spec("musicxml").origin).parent / "generate_classes"
    tree = etree.parse(str(folder / "musicxml_4_0.xsd"))
    xs = "{http://www.w3.org/2001/XMLSchema}"
    with tempfile.TemporaryDirectory() as temporary:
        for element in tree.getroot().findall(f"{xs}import"):
            short, attributes = names[element.get("namespace")]
            lines = "".join(f'<xs:attribute name="{name}" type="xs:string"/>' for name in attributes)
            stand_in = pathlib.Path(temporary) / f"{short}.xsd"
            stand_in.write_text(
                f'<xs:schema xmlns:xs="{xs[1:-1]}" targetNamespace="{element.get("namespace")}">{lines}</xs:schema>'
            )
            element.set("schemaLocation", str(stand_in))
        return etree.XMLSchema(tree)


def parsed(file):
    from lxml import etree

    return etree.parse(file, etree.XMLParser(load_dtd=False, no_network=True, huge_tree=True))


def schema_faults(out):
    schema().validate(parsed(out))
    faults = [f"line {error.line}: {error.message}" for error in schema().error_log]
    return faults[:3]


def plain(out, bars=None):
    """The notes of each part by the numbers in the file alone: (onset, duration, key, tie start, tie stop).
    The cursor goes on with every note and forward and back with every backup; a measure is as long as the
    furthest place the cursor reaches in any part, or as `bars` says."""
    root = parsed(out).getroot()
    parts = [plain_part(part) for part in root.findall("part")]
    lengths = bars or [max(cell[0] for cell in cells) for cells in zip(*parts)]
    starts = [sum(lengths[:index], Fraction(0)) for index in range(len(lengths))]
    return [
        [
            (exact(start + onset), exact(duration), *rest)
            for start, (_, notes) in zip(starts, part)
            for onset, duration, *rest in notes
        ]
        for part in parts
    ]


def plain_part(part):
    state = {}
    return [plain_measure(measure, state) for measure in part]


def plain_measure(measure, state):
    cursor = furthest = onset = Fraction(0)
    notes = []
    for element in measure:
        if element.tag == "attributes":
            state["divisions"] = int(element.findtext("divisions", state.get("divisions", 1)))
        duration = Fraction(int(element.findtext("duration", "0")), state.get("divisions", 1))
        if element.tag == "backup":
            cursor -= duration
        elif element.tag == "forward":
            cursor += duration
        elif element.tag == "note":
            if element.find("chord") is None:
                onset, cursor = cursor, cursor + duration
            ties = {tie.get("type") for tie in element.findall("tie")}
            pitch = element.find("pitch")
            if element.find("rest") is None:
                key = None
                if pitch is not None:
                    key = STEPS[pitch.findtext("step")] + 12 * (int(pitch.findtext("octave")) + 1)
                    key += int(pitch.findtext("alter", "0"))
                notes.append((onset, duration, key, "start" in ties, "stop" in ties))
        furthest = max(furthest, cursor)
    return furthest, notes


def music21(out, ours, _original, joined):
    """Notes by part. In a measure shorter than its meter music21 takes a whole-measure rest for a whole bar,
    whatever its duration says: where retyping the rests alone makes it agree, that was it."""
    said = difference(ours, music21_parts(out, joined))
    if said:
        with tempfile.NamedTemporaryFile(suffix=".musicxml") as retyped:
            retype_rests(out, retyped)
            if not difference(ours, music21_parts(retyped.name, joined)):
                return f"stretches rests to the meter's bar: {said}"
    return said


def retype_rests(out, file):
    """The same numbers with no rest that looks like a whole measure's."""
    tree = parsed(out)
    for note in tree.iter("note"):
        rest, kind = note.find("rest"), note.find("type")
        if rest is not None:
            rest.attrib.pop("measure", None)
            if kind is None:
                note.find("voice").addnext(kind := note.makeelement("type"))
            kind.text = "quarter"
    tree.write(file.name)


def music21_parts(out, joined):
    from music21 import chord, converter, harmony, note, percussion

    groups = []
    for part in converter.parse(out, forceSource=True).parts:
        # The second staff of a piano is a part of its own there.
        if re.search(r"-Staff([2-9]|\d\d)$", str(part.id)):
            groups[-1].append(part)
        else:
            groups.append([part])
    parts = []
    for staves in groups:
        notes = []
        for element in (element for staff in staves for element in staff.flatten().notes):
            if isinstance(element, harmony.Harmony):
                continue
            onset, length = exact(element.offset), exact(element.duration.quarterLength)
            together = isinstance(element, (chord.Chord, percussion.PercussionChord))
            for member in element.notes if together else [element]:
                tie = member.tie.type if member.tie else None
                key = member.pitch.midi if isinstance(member, note.Note) else None
                starts, stops = tie in ("start", "continue"), tie in ("stop", "continue")
                notes.append((onset, length, key, starts, stops))
        parts.append(joined(notes))
    return parts


def partitura(out, ours, _original, joined):
    """Pitched notes by part: its note array holds no others. It keeps one tie for each pitch and place, so
    that unisons tied in two voices come apart: where its notes before joining are equal, that was it."""
    import partitura as pt

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        score = pt.load_musicxml(out)
    parts = []
    for part in score.parts:
        notes = []
        array = part.note_array(include_divs_per_quarter=True) if part.notes_tied else []
        for row in array:
            quarter = int(row["divs_pq"])
            onset, length = Fraction(int(row["onset_div"]), quarter), Fraction(int(row["duration_div"]), quarter)
            notes.append((exact(onset), exact(length), int(row["pitch"])))
        parts.append(sorted(notes))
    pitched = [[note for note in part if note[2] is not None] for part in ours]
    said = difference(pitched, parts)
    if said:
        raw = [sorted(struck(note) for note in part.notes) for part in score.parts]
        here = [sorted(note[:3] for note in part if note[2] is not None) for part in plain(out)]
        if not difference(here, raw):
            return f"joins ties by pitch and place alone: {said}"
    return said


def struck(note):
    quarter = int(note.start.quarter)
    return exact(Fraction(note.start.t, quarter)), exact(Fraction(note.duration, quarter)), note.midi_pitch


ACCIDENTALS = {"s": 1, "f": -1, "ss": 2, "x": 2, "ff": -2, "xs": 3, "ts": 3, "tf": -3, "n": 0, "nf": -1, "ns": 1}


def verovio(out, _ours, original, _joined):
    log, mei = verovio_log(out)
    if mei is None:
        return f"does not load: {log}"
    lost = mei_difference(mei, out)
    if lost:
        return lost
    # What it says of the original too is the music's own.
    known = original_log(original) if log and not original.endswith(".abc") else {}
    fresh = {line: times for line, times in log.items() if line not in known}
    if fresh.get(OPEN_TIES, 0) <= sum(map(open_ties, plain(out))):
        fresh.pop(OPEN_TIES, None)  # ties that lead nowhere in the original, by its numbers
    if not fresh:
        return None
    told = "; ".join(f"{times} x {line}" for line, times in fresh.items())[:400]
    excuses = ["MusicXML import: Unsupported"]
    if max(furthest for part in parsed(out).iter("part") for furthest, _ in plain_part(part)) > 64:
        # It breaks no line within a measure: one without barlines has to be squeezed.
        excuses += ["Justification is highly compressed", "\t"]
    excused = all(line.startswith(tuple(excuses)) for line in fresh)
    return told if excused else f"{UNPROVEN}: {told}"


def open_ties(notes):
    starts = collections.Counter((onset + length, key) for onset, length, key, start, _ in notes if start)
    stops = collections.Counter((onset, key) for onset, _, key, _, stop in notes if stop)
    return sum((starts - stops).values())


def original_log(original):
    """What verovio says of the original, which it reads in UTF-8 only."""
    with tempfile.NamedTemporaryFile(suffix=".musicxml") as unpacked:
        if zipfile.is_zipfile(original):
            with zipfile.ZipFile(original) as archive:
                container = archive.read("META-INF/container.xml").decode()
                tree = parsed(archive.open(re.search(r'full-path="([^"]+)"', container)[1]))
        else:
            tree = parsed(original)
        tree.write(unpacked.name, encoding="utf-8")
        return verovio_log(unpacked.name)[0]


def verovio_log(file):
    """The warnings of verovio while it loads and engraves a file, counted by kind, and its MEI."""
    import verovio as engraver

    with tempfile.TemporaryFile() as told:
        kept = os.dup(2)
        os.dup2(told.fileno(), 2)
        try:
            engraver.enableLog(engraver.LOG_WARNING)
            toolkit = engraver.toolkit()
            mei = toolkit.getMEI() if toolkit.loadFile(file) else None
            if mei:
                for page in range(1, toolkit.getPageCount() + 1):
                    toolkit.renderToSVG(page)
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        told.seek(0)
        lines = told.read().decode(errors="replace").splitlines()
    return collections.Counter(kind for line in lines for kind, times in [kind_of(line)] for _ in range(times)), mei


def kind_of(line):
    """A warning without the names of what it is about, and how often it stands for."""
    count = re.search(r"There are (\d+) ", line)
    line = re.sub(r"There are \d+ ", "There are ", line)
    line = re.sub(r"@xml:id \w+", "@xml:id '...'", line)
    return re.sub(r"'[^']*'", "'...'", line).removeprefix("[Warning] "), int(count[1]) if count else 1


def mei_difference(mei, out):
    """Every note by part, with its written pitch; times are not compared, MEI has none."""
    from lxml import etree

    space = "{http://www.music-encoding.org/ns/mei}"
    root = etree.fromstring(mei.encode(), etree.XMLParser(huge_tree=True))
    heard = collections.defaultdict(collections.Counter)
    for staff in root.iter(f"{space}staff"):
        for note in staff.iter(f"{space}note"):
            heard[int(staff.get("n"))][mei_key(note, space)] += 1
    first = 1
    for index, (part, staves) in enumerate(zip(plain(out), staves_of(out))):
        there = sum((heard[n] for n in range(first, first + staves)), collections.Counter())
        here = collections.Counter(key for _, _, key, _, _ in part)
        first += staves
        if here != there:
            return f"part {index + 1}: keys only here {dict(here - there)}, only there {dict(there - here)}"[:300]
    return None


def staves_of(out):
    root = parsed(out).getroot()
    return [max([1, *(int(s.text) for s in part.iter("staves"))]) for part in root.findall("part")]


def mei_key(note, space):
    if note.get("pname") is None:
        return None
    inner = note.find(f"{space}accid")
    words = [note.get("accid.ges"), note.get("accid")]
    if inner is not None:
        words = [inner.get("accid.ges"), *words, inner.get("accid")]
    word = next((word for word in words if word), "n")
    octave = int(note.get("oct.ges") or note.get("oct"))
    return STEPS[note.get("pname").upper()] + 12 * (octave + 1) + ACCIDENTALS[word]


PEERS = {"music21": music21, "partitura": partitura, "verovio": verovio}
