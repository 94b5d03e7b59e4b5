"""Hostile score files: python make.py lists their names, python make.py NAME FILE writes one."""

import sys

import abc_tunes
import midi
import musicxml
from sizes import SIZE

CASES = musicxml.CASES | midi.CASES | abc_tunes.CASES
CASES["junk.bin"] = lambda: bytes((i * 7919) % 251 for i in range(SIZE))

if len(sys.argv) == 1:
    print("\n".join(CASES))
else:
    name, path = sys.argv[1:]
    content = CASES[name]()
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
