"""Times other readers on the files that the benchmark beside it names, in the same run.

    peers.py time KIND PASSES LIST       KIND is musicxml or midi; LIST holds a path a line
    peers.py export COUNT FOLDER TO      writes COUNT scores of FOLDER as MIDI files, through music21

Prints one line of JSON for each reader and file: the best time of the passes, or what went wrong.
Only the parse is timed, in processor time: packages are imported, and every reader has read one file, before.
"""

import contextlib
import importlib
import io
import json
import pathlib
import sys
import time
import warnings
from importlib.metadata import version

# What each package is asked: to parse a file from disk, and nothing more.
READERS = {
    "musicxml": {
        "music21": lambda music21, path: music21.converter.parse(path, forceSource=True),
        "partitura": lambda partitura, path: partitura.load_musicxml(path),
    },
    "midi": {
        "music21": lambda music21, path: music21.converter.parse(path, forceSource=True),
        "mido": lambda mido, path: mido.MidiFile(path),
        "pretty_midi": lambda pretty_midi, path: pretty_midi.PrettyMIDI(path),
    },
}


def imported(package):
    try:
        return importlib.import_module(package)
    except ImportError:
        return None


def seconds(parse, module, path):
    start = time.process_time()
    parse(module, path)
    return time.process_time() - start


def measured(parse, module, path, passes):
    """The best of the passes, or the error that the first one ended with."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return {"seconds": min(seconds(parse, module, path) for _ in range(passes))}
    except Exception as error:  # Whatever a peer raises, it did not read the file.
        return {"error": f"{type(error).__name__}: {error}"[:120]}


def say(**fields):
    print(json.dumps(fields), flush=True)


def time_readers(kind, passes, listing):
    paths = pathlib.Path(listing).read_text().splitlines()
    for package, parse in READERS[kind].items():
        module = imported(package)
        if module is None:
            say(reader=package, missing=True)
            continue
        measured(parse, module, paths[0], 1)
        for path in paths:
            found = measured(parse, module, path, passes)
            say(reader=f"{package} {version(package)}", path=path, **found)


def export(count, folder, to):
    import music21

    endings = {".mxl", ".musicxml", ".xml"}
    scores = sorted(path for path in pathlib.Path(folder).rglob("*") if path.suffix in endings)
    pathlib.Path(to).mkdir(parents=True, exist_ok=True)
    for index, path in enumerate(scores[:: max(1, len(scores) // count)][:count]):
        target = pathlib.Path(to, f"{index:04}.mid")
        try:
            music21.converter.parse(path, forceSource=True).write("midi", fp=target)
        except Exception as error:
            print(f"{path}: {error}", file=sys.stderr)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    match sys.argv[1:]:
        case ["time", kind, passes, listing]:
            time_readers(kind, int(passes), listing)
        case ["export", count, folder, to]:
            export(int(count), folder, to)
        case _:
            sys.exit(__doc__)
