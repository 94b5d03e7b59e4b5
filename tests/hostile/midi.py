"""Hostile Standard MIDI Files."""

import struct

from sizes import SIZE

ONE = b"\x00\x90\x3c\x40\x01\x80\x3c\x00"


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


def meta(kind, content, delta=0):
    return vlq(delta) + b"\xff" + bytes([kind]) + vlq(len(content)) + content


def channels(length):
    """A track with one note in each of fifteen channels, that holds so many ticks."""
    on = b"".join(b"\x00" + bytes([0x90 + channel, 60, 64]) for channel in range(16) if channel != 9)
    off = b"".join(b"\x00" + bytes([0x80 + channel, 60, 0]) for channel in range(16) if channel != 9)
    return on + vlq(length) + off


def late(parts):
    """A note at the end of a hundred thousand bars, in each part."""
    notes = b"".join(b"\x00" + bytes([0x90 + channel, 60, 64, 1, 0x80 + channel, 60, 0]) for channel in range(parts))
    return midi(vlq(396_000) + notes[1:], ppq=1)


def idle():
    """A chord of 150,000 notes that every later note is measured against."""
    chord = b"\x00\x90\x7f\x40" * 100_000 + b"\x00\x90\x02\x40" + b"\x01\x80\x7f\x00" + b"\x00\x80\x7f\x00" * 99_999
    return midi(chord + b"\x00\x80\x02\x00" + b"\x01\x90\x01\x40\x01\x90\x01\x00" * 149_000)


def sung():
    """Long words on notes, in Latin-1."""
    word = meta(5, b"\xe9" * 4_900)
    return midi((b"\x00\x90\x3c\x40" + word + b"\x01\x80\x3c\x00") * (SIZE // 4_920))


def syllables():
    """One bar of 255 whole notes, full of notes, and syllables that all belong to what follows the last."""
    bar = meta(0x58, b"\xff\x00\x18\x08")
    notes = b"".join(b"\x00\x90" + bytes([36 + i % 60, 64]) + b"\x01\x80" + bytes([36 + i % 60, 0]) for i in range(30_000))
    return midi(bar + notes + meta(5, b"a") * 200_000, ppq=32)


CASES = {
    "notes.mid": lambda: midi(b"\x00\x90\x3c\x40" + b"\x01\x3c\x40" * (SIZE // 3)),
    "pairs.mid": lambda: midi(b"\x00\x90\x3c\x40\x01\x3c\x00" + b"\x01\x3c\x40\x01\x3c\x00" * 290_000),
    "stuck.mid": lambda: midi(b"".join(b"\x00\x90" + bytes([i % 128, 64]) for i in range(299_000))),
    "overlap.mid": lambda: midi(b"".join(b"\x01\x90" + bytes([i % 128, 64]) for i in range(299_000))),
    "keys.mid": lambda: midi(b"\x00\x90\x00\x40" * 150_000 + b"\x01\x90\x01\x40\x01\x90\x01\x00" * 149_000),
    "held.mid": lambda: midi(b"".join(b"\x00\x90" + bytes([i, 64]) for i in range(100)) + vlq(396_000) + b"\x80\x00\x00", ppq=1),
    "heldparts.mid": lambda: midi(channels(200_000), ppq=1),
    "late.mid": lambda: late(9),
    "latethree.mid": lambda: late(3),
    "idle.mid": idle,
    "sung.mid": sung,
    "far.mid": lambda: midi((b"\x00\x90\x3c\x40" + vlq(268_435_455) + b"\x80\x3c\x00") * 50, ppq=1),
    "meters.mid": lambda: midi(b"\x01\xff\x58\x04\x04\x02\x18\x08" * 500_000 + ONE),
    "tempi.mid": lambda: midi(b"".join(meta(0x51, bytes([1, i >> 8 & 255, i & 255]), i & 1) for i in range(3_900_000)) + ONE),
    "tempibar.mid": lambda: midi(meta(0x58, b"\xff\x00\x18\x08") + b"".join(meta(0x51, bytes([1, 0, i & 255]), 1) for i in range(299_000)) + ONE, ppq=32_000),
    "keysigns.mid": lambda: midi(b"".join(meta(0x59, bytes([i & 3, 0]), 1) for i in range(200_000)) + ONE, *[channels(9)] * 60, ppq=32_000),
    "lyrics.mid": lambda: midi(ONE + meta(5, b"a", 1) * 3_900_000),
    "syllables.mid": syllables,
    "markers.mid": lambda: midi(ONE + meta(6, b"abcdefgh", 1) * 3_900_000),
    "latin1.mid": lambda: midi(ONE + meta(5, b"\xe9" * 9_000, 1) * (SIZE // 9_005)),
    "names.mid": lambda: midi(*[meta(3, b"n" * 9_990) + meta(4, b"i" * 9_990) + channels(9)] * 60),
    "pedals.mid": lambda: midi(b"\x00\xb0\x40\x40" + b"\x01\x40\x00\x01\x40\x7f" * 1_900_000 + ONE),
    "programs.mid": lambda: midi(b"\x00\xc0\x01" + b"\x01\x02\x01\x03" * 1_900_000 + ONE),
    "lie.mid": lambda: b"MThd" + struct.pack(">IHHH", 6, 1, 65535, 480) + b"MTrk\xff\xff\xff\xff\x00\x90\x3c\x40",
    "tracks.mid": lambda: midi(*[ONE] * 60_000),
    "notracks.mid": lambda: midi(*[b""] * (SIZE // 8)),
}
