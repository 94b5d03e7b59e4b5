"""Tags the files of the journey as a listener's would be: albums, artists, a cover, words, loudness."""

import pathlib
import struct
import sys
import zlib

from mutagen.flac import FLAC, Picture
from mutagen.id3 import TALB, TCON, TDRC, TIT2, TPE1, TPE2, TRCK, TXXX
from mutagen.mp3 import MP3
from mutagen.oggopus import OggOpus


def png(side, colour):
    """A square of one colour."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + bytes(colour) * side for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


music = pathlib.Path(sys.argv[1])
lamps = music / "Ann Lee" / "Lamps"

flac = FLAC(lamps / "lamplight.flac")
flac.update({
    "title": "Lamplight", "artist": ["Ann Lee", "Émile"], "albumartist": "Ann Lee", "album": "Lamps & Windows",
    "genre": ["Folk", "Choral"], "date": "2024-03-01", "tracknumber": "1", "discnumber": "1",
    "composer": "The Musaic developers", "replaygain_track_gain": "-3.20 dB", "replaygain_track_peak": "0.891",
    "musicbrainz_trackid": "0b4e4bd6-6f0f-4a4d-9d9a-3f3b9a4f1c11", "bpm": "72",
})
cover = Picture()
cover.type, cover.mime, cover.data = 3, "image/png", png(600, (200, 120, 40))
flac.add_picture(cover)
flac.save()
(lamps / "lamplight.lrc").write_text("[00:00.00]Evening falls\n[00:05.50]the lamps are lit\n")

mp3 = MP3(lamps / "lamplight.mp3")
if mp3.tags is None:
    mp3.add_tags()
mp3.tags.add(TIT2(encoding=3, text="Lamplight (reprise)"))
mp3.tags.add(TPE1(encoding=3, text="Ann Lee"))
mp3.tags.add(TPE2(encoding=3, text="Ann Lee"))
mp3.tags.add(TALB(encoding=3, text="Lamps & Windows"))
mp3.tags.add(TCON(encoding=3, text="Folk"))
mp3.tags.add(TDRC(encoding=3, text="2024"))
mp3.tags.add(TRCK(encoding=3, text="2/2"))
mp3.tags.add(TXXX(encoding=3, desc="replaygain_track_gain", text="-2.00 dB"))
mp3.save()

opus = OggOpus(music / "月亮乐队" / "moon.opus")
opus.update({
    "title": "月光", "artist": "月亮乐队", "albumartist": "月亮乐队", "album": "夜晚", "genre": "民谣", "date": "2020",
    "tracknumber": "1",
})
opus.save()
(music / "月亮乐队" / "cover.png").write_bytes(png(300, (20, 30, 90)))
