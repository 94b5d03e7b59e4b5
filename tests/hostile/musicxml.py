"""Hostile MusicXML, plain and compressed."""

import io
import struct
import zipfile

from sizes import SIZE, fill

PARTS = '<score-partwise><part-list><score-part id="P1"><part-name>x</part-name></score-part></part-list>'
HEAD = PARTS + '<part id="P1">'
TAIL = "</part></score-partwise>"
NOTE = "<note>{}<pitch><step>C</step><octave>4</octave></pitch><duration>{}</duration>{}</note>"
PLAIN = NOTE.format("", 1, "")
REST = "<measure><note><rest/><duration>1</duration></note></measure>"
HUNDREDS = "<measure>" + PLAIN * 300 + "</measure>"
WORDS = "<direction><direction-type><words>x</words></direction-type></direction>"


def measures(content, count=None):
    """Measures with the same content, as many as fill a file unless told."""
    measure = f"<measure>{content}</measure>"
    return HEAD + measure * count + TAIL if count else fill(HEAD, measure, TAIL)


def ties():
    start, stop = '<tie type="start"/>', '<tie type="stop"/>'
    held = NOTE.format("", 9, start) + NOTE.format("<chord/>", 9, start) * 300
    back = "<backup><duration>9</duration></backup>"
    return measures(held + back + NOTE.format("", 1, stop) * 9, 500)


def sung():
    lyrics = "<lyric><text>a</text></lyric>" * 2000
    return measures(NOTE.format("", 1, lyrics) * 35, 28)


def laughs():
    entities = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
    return f'<!DOCTYPE a [<!ENTITY a0 "ha">{entities}]>' + HEAD + f"<measure>{WORDS.replace('x', '&a9;')}</measure>" + TAIL


def voices(names):
    """Notes that all sound at once, each in a voice of the next name."""
    back = "<backup><duration>1</duration></backup>"
    notes = "".join(NOTE.format("", 1, f"<voice>{name}</voice>") + back for name in names)
    return f"<measure>{notes}</measure>"


def listed(count, groups=0):
    group = '<part-group type="start"/>' * groups
    parts = "".join(f'<score-part id="Q{i}"/>' for i in range(count))
    return f'<score-partwise><part-list>{group}{parts}</part-list><part id="Q{count - 1}">{REST}' + TAIL


def long_number():
    """A measure whose number is most of the file, read by part after part."""
    first = f'<part id="P0"><measure number="{"7" * (30 << 20)}"/></part>'
    return PARTS + first + "".join(f'<part id="Q{i}"><measure/></part>' for i in range(999)) + "</score-partwise>"


def long_name():
    """A part whose name is most of the file, with a thousand warnings about it."""
    name = '<score-partwise><part-list><score-part id="P1"><part-name>' + "x" * (40 << 20)
    odd = "<measure><attributes><divisions>0</divisions></attributes></measure>"
    return name + '</part-name></score-part></part-list><part id="P1">' + odd * 90_000 + TAIL


def timewise():
    rest = "<note><rest/><duration>1</duration></note>"
    measure = "<measure>" + "".join(f'<part id="{i}">{rest}</part>' for i in range(900)) + "</measure>"
    return "<score-timewise>" + measure * 333 + "</score-timewise>"


def spread(parts):
    """Parts whose notes each name a voice of their own, none of them a number."""
    measure = voices(f"v{i}" for i in range(998))
    return PARTS + "".join(f'<part id="Q{i}">{measure}</part>' for i in range(parts)) + "</score-partwise>"


def archive(files):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def many_files():
    """A directory of over a million files that all begin at the same byte."""
    start = b"PK\x03\x04" + bytes(26)
    entry = b"PK\x01\x02\x14\0\x14\0" + bytes(20) + b"\x04\0" + bytes(16)
    count = SIZE // (len(entry) + 4)
    entries = b"".join(entry + b"%04x" % (i & 65535) if i < 65536 else entry + i.to_bytes(4, "little") for i in range(count))
    of_64 = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, len(entries), len(start))
    locator = struct.pack("<IIQI", 0x07064B50, 0, len(start) + len(entries), 1)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return start + entries + of_64 + locator + end


CASES = {
    "empty.xml": lambda: "",
    "deep.xml": lambda: HEAD + '<measure number="1">' + "<note>" * 1_000_000,
    "measures.xml": lambda: fill(HEAD, REST),
    "onemeasure.xml": lambda: fill(HEAD + "<measure>", PLAIN),
    "notes.xml": lambda: fill(HEAD, HUNDREDS, TAIL),
    "fullnotes.xml": lambda: HEAD + HUNDREDS * 999 + TAIL,
    "cells.xml": lambda: "<score-partwise>" + "".join(f'<part id="P{i}">' + REST * 99_000 + "</part>" for i in range(3)) + "</score-partwise>",
    "emptycells.xml": lambda: PARTS + f'<part id="P1">{"<measure/>" * 99_999}</part>' + "".join(f'<part id="Q{i}">{"<measure/>" * 99_999}</part>' for i in range(2)) + "</score-partwise>",
    "parts.xml": lambda: "<score-partwise>" + "".join(f'<part id="Q{i}"><measure/></part>' for i in range(1_000_000)) + "</score-partwise>",
    "partlist.xml": lambda: "<score-partwise><part-list>" + "".join(f'<score-part id="Q{i}"><part-name>x</part-name></score-part>' for i in range(300_000)) + "</part-list>",
    "partids.xml": lambda: listed(390_000),
    "partlists.xml": lambda: fill("<score-partwise>", "<part-list>" + '<score-part id="x"/>' * 399_000 + "</part-list>", f'<part id="x">{REST}{TAIL}'),
    "groups.xml": lambda: listed(190_000, 190_000),
    "repeats.xml": lambda: measures('<note><rest/><duration>4</duration></note><barline><repeat direction="backward" times="1000000000"/></barline>', 1),
    "attrs.xml": lambda: HEAD + "<measure><note " + " ".join(f'a{i}="1"' for i in range(2_000_000)) + "/></measure>" + TAIL,
    "ties.xml": ties,
    "words.xml": lambda: measures(WORDS * 50_000, 15),
    "lyrics.xml": sung,
    "laughs.xml": laughs,
    "dynamics.xml": lambda: measures("<direction><direction-type><dynamics>" + "<f/>" * 390_000 + "</dynamics></direction-type></direction>"),
    "articulations.xml": lambda: measures(NOTE.format("", 1, "<notations><articulations>" + "<a/>" * 390_000 + "</articulations></notations>")),
    "ornaments.xml": lambda: measures(NOTE.format("", 1, "<notations><ornaments>" + "<shake/>" * 390_000 + "</ornaments></notations>")),
    "chords.xml": lambda: measures((PLAIN + NOTE.format("<chord/>", 1, "") * 30) * 800),
    "chordsigns.xml": lambda: measures(PLAIN + "".join(NOTE.format("<chord/>", 1, f"<notations><articulations><a{i}/></articulations></notations>") for i in range(20_000)), 1),
    "tempi.xml": lambda: measures('<sound tempo="60"/><forward><duration>1</duration></forward>' * 60_000),
    "misc.xml": lambda: fill("<score-partwise>", "<identification><miscellaneous>" + '<miscellaneous-field name=""/>' * 390_000 + "</miscellaneous></identification>", "</score-partwise>"),
    "keys.xml": lambda: measures("<direction><direction-type><dynamics>" + "<f/>" * 130_000 + "</dynamics></direction-type></direction><attributes>" + '<key number="2"><fifths>1</fifths></key>' * 50_000 + "</attributes>", 1),
    "voicenames.xml": lambda: HEAD + "".join(voices(range(18_000 * i, 18_000 * (i + 1))) for i in range(16)) + TAIL,
    "voices.xml": lambda: HEAD + (voices(range(999, 0, -1)) + voices(list(range(998, 0, -1)) * 18)) * 14 + TAIL,
    "spread.xml": lambda: spread(300),
    "number.xml": long_number,
    "comments.xml": lambda: fill(HEAD + "<measure><words>", "<!---->", "</words></measure>" + TAIL),
    "cdata.xml": lambda: fill(HEAD + "<measure><words>", "<![CDATA[]]>", "</words></measure>" + TAIL),
    "references.xml": lambda: fill(HEAD + "<measure><words>", "&a;", "</words></measure>" + TAIL),
    "signs.xml": lambda: fill(HEAD + "<measure><words>", "&lt;", "</words></measure>" + TAIL),
    "characters.xml": lambda: fill(HEAD + "<measure><words>", "&#65;&#x1D11E;&amp;&apos;", "</words></measure>" + TAIL),
    "quoted.xml": lambda: fill(HEAD + '<measure number="', "&lt;", '">' + REST[9:] + TAIL),
    "skipped.xml": lambda: fill("<score-partwise><other>", "<a></a>", "</other>" + HEAD[16:] + REST + TAIL),
    "name.xml": long_name,
    "timewise.xml": timewise,
    "latin1.xml": lambda: '<?xml version="1.0" encoding="ISO-8859-1"?>'.encode() + fill(HEAD, "<measure>" + "é" * 5000 + REST[9:], TAIL).encode("latin-1"),
    "utf16.xml": lambda: fill(HEAD, "<measure>" + "音" * 5000 + REST[9:], TAIL, SIZE // 2).encode("utf-16"),
    "bomb.mxl": lambda: archive([("score.xml", b" " * (1 << 30))]),
    "container.mxl": lambda: archive([("META-INF/container.xml", b"<a/>" * (15 << 20)), ("score.xml", fill(HEAD, HUNDREDS, TAIL))]),
    "files.mxl": many_files,
}
