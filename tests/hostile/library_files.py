"""Hostile files for a scan: `library_files.py` lists them as NAME EXPECTED, `library_files.py NAME FOLDER`
puts one there. EXPECTED is `bad` (one complaint), `kept` (no complaint) or `passed` (neither complaint nor
track: it is no music). Tracks it adds are counted by their names. Files that are good on their own come from `library_files.py good FOLDER N`."""

import os
import struct
import sys
import zipfile
import zlib
from pathlib import Path

CASES = {}


def case(expected):
    def register(make):
        CASES[make.__name__] = (expected, make)
        return make

    return register


def comments(tags, count=None):
    lines = [f"{name}={value}".encode() for name, value in tags]
    head = struct.pack("<II", 0, len(tags) if count is None else count)
    return head + b"".join(struct.pack("<I", len(line)) + line for line in lines)


def block(kind, body, last=False):
    return bytes([kind | (0x80 if last else 0)]) + struct.pack(">I", len(body))[1:] + body


def information(samples, rate=44100, channels=2, bits=16):
    packed = rate << 44 | (channels - 1) << 41 | (bits - 1) << 36 | samples
    return b"\x10\0\x10\0" + bytes(6) + packed.to_bytes(8, "big") + bytes(16)


def flac(title, samples=44100, blocks=b"", tags=(), **more):
    """Headers and a little noise; a scan reads no more than that."""
    tags = [("TITLE", title), ("ARTIST", "Ann"), ("ALBUM", "Good"), *tags]
    head = b"fLaC" + block(0, information(samples, **more)) + blocks
    return head + block(4, comments(tags), last=True) + b"\xff\xf8\xc9\x08\0" + title.encode() * 9


def wav(data, claimed=None, channels=1, rate=8000, bits=16):
    claimed = len(data) if claimed is None else claimed
    form = struct.pack("<HHIIHH", 1, channels % 65536, rate, rate * 2, 2, bits)
    chunks = b"WAVEfmt \x10\0\0\0" + form + b"data" + struct.pack("<I", claimed) + data
    return b"RIFF" + struct.pack("<I", len(chunks) if claimed == len(data) else 2**32 - 1) + chunks


def tune(title):
    return f"X:1\nT:{title}\nC:Bob\nM:4/4\nL:1/4\nK:C\nCDEF|]\n".encode()


def png(side):
    """A picture of one colour: 20,000 pixels a side are 49 kB."""
    chunk = lambda name, body: struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    squeeze = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    pixels = b"".join(squeeze.compress(row) for _ in range(side)) + squeeze.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def picture(bytes_, claimed=None):
    claimed = len(bytes_) if claimed is None else claimed
    head = struct.pack(">I", 3) + struct.pack(">I", 9) + b"image/png" + struct.pack(">I", 0)
    return head + struct.pack(">IIII", 1, 1, 24, 0) + struct.pack(">I", claimed) + bytes_


def good(folder, count):
    for number in range(count):
        (folder / f"good {number}.flac").write_bytes(flac(f"Good {number}", tags=[("TRACKNUMBER", str(number))]))


@case("bad")
def flac_cut_in_information(folder):
    (folder / "cut.flac").write_bytes(flac("Cut")[:20])


@case("bad")
def flac_cut_in_tags(folder):
    (folder / "cut.flac").write_bytes(flac("Cut", tags=[("COMMENT", "x" * 5000)])[:1000])


@case("bad")
def flac_cut_in_picture(folder):
    (folder / "cut.flac").write_bytes(flac("Cut", blocks=block(6, picture(bytes(50_000))))[:20_000])


@case("bad")
def flac_of_nothing(folder):
    (folder / "empty.flac").write_bytes(b"")


@case("bad")
def flac_that_is_a_web_page(folder):
    (folder / "page.flac").write_bytes(b"<!DOCTYPE html><html><body>404</body></html>")


@case("kept")
def flac_of_a_billion_samples(folder):
    (folder / "claims.flac").write_bytes(flac("Claims", samples=1_000_000_000))


@case("bad")
def flac_of_68_billion_samples(folder):
    (folder / "claims.flac").write_bytes(flac("Claims", samples=2**36 - 1))


@case("bad")
def flac_with_a_rate_of_zero(folder):
    (folder / "zero.flac").write_bytes(flac("Zero", rate=0))


@case("bad")
def flac_with_four_billion_tags(folder):
    body = comments([("TITLE", "Lies")], count=2**32 - 1)
    (folder / "lies.flac").write_bytes(b"fLaC" + block(0, information(44100)) + block(4, body, last=True))


@case("bad")
def flac_with_a_tag_of_two_gigabytes(folder):
    body = struct.pack("<III", 0, 1, 2**31) + b"TITLE=short"
    (folder / "lies.flac").write_bytes(b"fLaC" + block(0, information(44100)) + block(4, body, last=True))


@case("kept")
def flac_with_a_long_title_and_many_artists(folder):
    tags = [("TITLE", "x" * 4_000_000)] + [("ARTIST", f"Artist {n}") for n in range(50_000)]
    (folder / "long.flac").write_bytes(flac("Long", tags=tags))


@case("kept")
def tags_that_look_like_paths(folder):
    tags = [("ALBUM", "../../../etc"), ("ARTIST", "/root/.ssh/\0id"), ("DATE", "-1"), ("TRACKNUMBER", "99999999999")]
    (folder / "paths.flac").write_bytes(flac("../../etc/passwd", tags=tags))


@case("kept")
def cover_of_20000_pixels_inside(folder):
    (folder / "cover.flac").write_bytes(flac("Covered", blocks=block(6, picture(png(20_000)))))


@case("passed")
def cover_of_20000_pixels_beside(folder):
    (folder / "cover.png").write_bytes(png(20_000))


@case("kept")
def cover_that_claims_four_gigabytes(folder):
    (folder / "cover.flac").write_bytes(flac("Covered", blocks=block(6, picture(b"\x89PNG", 2**32 - 1))))


@case("bad")
def wav_of_nothing(folder):
    (folder / "empty.wav").write_bytes(b"RIFF\xff\xff\xff\xffWAVE")


@case("bad")
def wav_that_claims_four_gigabytes(folder):
    (folder / "claims.wav").write_bytes(wav(bytes(8000), claimed=2**32 - 2))


@case("bad")
def mp3_of_zeros(folder):
    with open(folder / "zeros.mp3", "wb") as file:
        file.truncate(2_000_000_000)


@case("bad")
def wav_of_zeros(folder):
    with open(folder / "zeros.wav", "wb") as file:
        file.truncate(2_000_000_000)


@case("bad")
def ogg_of_zeros(folder):
    with open(folder / "zeros.ogg", "wb") as file:
        file.truncate(2_000_000_000)


@case("bad")
def abc_of_zeros(folder):
    with open(folder / "zeros.abc", "wb") as file:
        file.truncate(2_000_000_000)


@case("bad")
def mp3_with_a_tag_of_256_megabytes(folder):
    (folder / "lies.mp3").write_bytes(b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"TIT2\x7f\x7f\x7f\x7f\0\0\x03Short")


@case("bad")
def mp3_of_tags_within_tags(folder):
    (folder / "nested.mp3").write_bytes(b"ID3\x04\0\0\0\0\0\0" * 200_000)


@case("bad")
def m4a_with_an_endless_box(folder):
    (folder / "endless.m4a").write_bytes(b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0\0\0\0\x01moov" + b"\x7f" + b"\xff" * 7)


@case("bad")
def m4a_of_boxes_in_boxes(folder):
    body = b""
    for _ in range(20_000):
        body = struct.pack(">I", len(body) + 8) + b"moov" + body
    (folder / "deep.m4a").write_bytes(b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0" + body)


@case("bad")
def ogg_with_a_page_that_never_ends(folder):
    page = b"OggS\0\x02" + bytes(8) + b"\x01\0\0\0" + bytes(4) + bytes(4) + b"\xff" + b"\xff" * 255 + b"\x01vorbis"
    (folder / "page.ogg").write_bytes(page + bytes(1000))


@case("bad")
def score_of_laughs(folder):
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE score-partwise [{entities}]><score-partwise>&a11;</score-partwise>'
    (folder / "laughs.musicxml").write_text(text)


@case("bad")
def score_that_unfolds(folder):
    with zipfile.ZipFile(folder / "bomb.mxl", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("META-INF/container.xml", '<container><rootfiles><rootfile full-path="s.xml"/></rootfiles></container>')
        with archive.open("s.xml", "w", force_zip64=True) as score:
            for _ in range(1000):
                score.write(bytes(1 << 20))


@case("kept")
def names_that_play_tricks(folder):
    for number, name in enumerate(["a\nb", "-rf", "a..flac..", "%2e%2e%2f", "C:\\x", "\u202egnp", "\x1b[31m", "x" * 250]):
        (folder / f"{name}.flac").write_bytes(flac(f"Tricks {number}"))


@case("bad")
def name_that_is_no_text(folder):
    with open(os.fsencode(folder) + b"/\xff\xfe.flac", "wb") as file:
        file.write(flac("No text"))


@case("kept")
def path_of_4000_bytes(folder):
    # One folder at a time, for the whole path is longer than the system takes at once.
    here = os.getcwd()
    os.chdir(folder)
    for _ in range(14):
        os.mkdir("d" * 250)
        os.chdir("d" * 250)
    Path("deep.flac").write_bytes(flac("Deep"))
    os.chdir(here)


@case("passed")
def folders_deeper_than_any(folder):
    deep = folder / "/".join("d" * 60)
    deep.mkdir(parents=True)
    (deep / "deep.flac").write_bytes(flac("Deep"))


@case("bad")
def link_to_the_folder_above(folder):
    (folder / "inner").mkdir()
    (folder / "inner" / "flac.flac").write_bytes(flac("Inner"))
    (folder / "inner" / "up").symlink_to("..")


@case("bad")
def link_to_itself(folder):
    (folder / "self.flac").symlink_to("self.flac")


@case("bad")
def link_to_nothing(folder):
    (folder / "gone.flac").symlink_to("nowhere.flac")


@case("passed")
def link_to_endless_zeros(folder):
    (folder / "zero.flac").symlink_to("/dev/zero")


@case("passed")
def pipe_that_nobody_fills(folder):
    os.mkfifo(folder / "pipe.flac")


@case("kept")
def lyrics_without_end(folder):
    (folder / "sung.flac").write_bytes(flac("Sung"))
    with open(folder / "sung.lrc", "wb") as file:
        file.truncate(2_000_000_000)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        for name, (expected, _) in CASES.items():
            print(name, expected)
    elif sys.argv[1] == "good":
        good(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        CASES[sys.argv[1]][1](Path(sys.argv[2]))
