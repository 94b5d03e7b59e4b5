"""How large hostile files are: just under what is read at all (64 MiB)."""

SIZE = 60 << 20


def fill(before, unit, after="", size=SIZE):
    """`unit` as often as makes a file of `size` bytes, between two texts."""
    return before + unit * ((size - len(before) - len(after)) // len(unit)) + after
