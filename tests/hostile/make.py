"""Writes hostile score files into a folder: python make.py FOLDER. About 1.2 GB in all."""

import pathlib
import struct
import sys
import zipfile

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
SIZE = 60 << 20


def write(name, content):
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def vlq(number):
    out = [number & 127]
    number >>= 7
    while number:
        out.append((number & 127) | 128)
        number >>= 7
    return bytes(reversed(out))


def midi(*tracks, ppq=480):
    chunks = b"".join(b"MTrk" + struct.pack(">I", len(track)) + track for track in tracks)
    return b"MThd" + struct.pack(">IHHH", 6, 1, min(len(tracks), 65535), ppq) + chunks


HEAD = '<score-partwise><part-list><score-part id="P1"><part-name>x</part-name></score-part></part-list><part id="P1">'
TAIL = "</part></score-partwise>"
NOTE = "<note>{}<pitch><step>C</step><octave>4</octave></pitch><duration>{}</duration>{}</note>"
PLAIN = NOTE.format("", 1, "")
REST = "<measure><note><rest/><duration>1</duration></note></measure>"
HUNDREDS = "<measure>" + PLAIN * 300 + "</measure>"


def musicxml():
    write("empty.xml", "")
    write("deep.xml", HEAD + '<measure number="1">' + "<note>" * 1_000_000)
    write("measures.xml", HEAD + REST * (SIZE // len(REST)))
    write("onemeasure.xml", HEAD + "<measure>" + PLAIN * (SIZE // len(PLAIN)))
    write("notes.xml", HEAD + HUNDREDS * (SIZE // len(HUNDREDS)) + TAIL)
    write("fullnotes.xml", HEAD + HUNDREDS * 999 + TAIL)
    write("cells.xml", "<score-partwise>" + "".join(f'<part id="P{i}">' + REST * 99_000 + "</part>" for i in range(3)) + "</score-partwise>")
    write("parts.xml", "<score-partwise>" + "".join(f'<part id="Q{i}"><measure/></part>' for i in range(1_000_000)) + "</score-partwise>")
    write("partlist.xml", "<score-partwise><part-list>" + "".join(f'<score-part id="Q{i}"><part-name>x</part-name></score-part>' for i in range(300_000)) + "</part-list>")
    write("repeats.xml", HEAD + '<measure><note><rest/><duration>4</duration></note><barline><repeat direction="backward" times="1000000000"/></barline></measure>' + TAIL)
    write("attrs.xml", HEAD + "<measure><note " + " ".join(f'a{i}="1"' for i in range(2_000_000)) + "/></measure>" + TAIL)
    start, stop = '<tie type="start"/>', '<tie type="stop"/>'
    held = NOTE.format("", 9, start) + NOTE.format("<chord/>", 9, start) * 300
    write("ties.xml", HEAD + ("<measure>" + held + "<backup><duration>9</duration></backup>" + NOTE.format("", 1, stop) * 9 + "</measure>") * 500 + TAIL)
    words = "<direction><direction-type><words>x</words></direction-type></direction>"
    write("words.xml", HEAD + ("<measure>" + words * 50_000 + "</measure>") * 15 + TAIL)
    sung = "<note><pitch><step>C</step><octave>4</octave></pitch><duration>1</duration>" + "<lyric><text>a</text></lyric>" * 2000 + "</note>"
    write("lyrics.xml", HEAD + ("<measure>" + sung * 40 + "</measure>") * 25 + TAIL)
    laughs = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
    write("laughs.xml", f'<!DOCTYPE a [<!ENTITY a0 "ha">{laughs}]>' + HEAD + f"<measure>{words.replace('x', '&a9;')}</measure>" + TAIL)
    with zipfile.ZipFile(folder / "bomb.mxl", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("score.xml", b" " * (1 << 30))


def standard_midi():
    write("notes.mid", midi(b"\x00\x90\x3c\x40" + b"\x01\x3c\x40" * (SIZE // 3)))
    write("pairs.mid", midi(b"\x00\x90\x3c\x40\x01\x3c\x00" + b"\x01\x3c\x40\x01\x3c\x00" * 290_000))
    write("stuck.mid", midi(b"".join(b"\x00\x90" + bytes([i % 128, 64]) for i in range(299_000))))
    write("overlap.mid", midi(b"".join(b"\x01\x90" + bytes([i % 128, 64]) for i in range(299_000))))
    write("keys.mid", midi(b"\x00\x90\x00\x40" * 150_000 + b"\x01\x90\x01\x40\x01\x90\x01\x00" * 149_000))
    write("held.mid", midi(b"".join(b"\x00\x90" + bytes([i, 64]) for i in range(100)) + vlq(396_000) + b"\x80\x00\x00", ppq=1))
    write("far.mid", midi((b"\x00\x90\x3c\x40" + vlq(268_435_455) + b"\x80\x3c\x00") * 50, ppq=1))
    one = b"\x00\x90\x3c\x40\x01\x80\x3c\x00"
    write("meters.mid", midi(b"\x01\xff\x58\x04\x04\x02\x18\x08" * 500_000 + one))
    write("pedals.mid", midi(b"\x00\xb0\x40\x40" + b"\x01\x40\x00\x01\x40\x7f" * 1_900_000 + one))
    write("lie.mid", b"MThd" + struct.pack(">IHHH", 6, 1, 65535, 480) + b"MTrk\xff\xff\xff\xff\x00\x90\x3c\x40")
    write("tracks.mid", midi(*[one] * 60_000))


def abc():
    tune = "X:1\nK:C\n"
    write("notes.abc", tune + "C" * SIZE)
    write("bars.abc", tune + "C|" * (SIZE // 2))
    write("lines.abc", tune + "CDEF|\n" * 300_000)
    write("tunes.abc", (tune + "C|\n") * 5_000_000)
    write("voices.abc", tune + "".join(f"V:{i}\nC|\n" for i in range(1_000_000)))
    write("inline.abc", tune + "[V:1]C" * (SIZE // 12))
    write("marks.abc", tune + '"Am"' * (SIZE // 8) + "C|")
    write("decorations.abc", tune + "!p!" * (SIZE // 8) + "C|")
    write("words.abc", tune + "C|" * 50_000 + "\n" + ("w:" + "a " * 50_000 + "\n") * 100)
    write("blank.abc", tune + "C|" + "\n" * SIZE)
    write("numbers.abc", "X:\n" * (20 << 20))


musicxml()
standard_midi()
abc()
write("junk.bin", bytes((i * 7919) % 251 for i in range(SIZE)))
