"""Seeded damage to files, as much of it as the run has time for."""

import os

# A change is checked against a few hundred cases; CNNLESSON_EXHAUSTIVE=1 runs them all.
EXHAUSTIVE = bool(os.environ.get("CNNLESSON_EXHAUSTIVE"))
CASES = 100_000 if EXHAUSTIVE else 400


def damaged(body, rng):
    """Change `body` in one of the ways that disks, networks and enemies do."""
    at, to = sorted(rng.integers(0, len(body) + 1, 2))
    noise = rng.bytes(int(rng.integers(1, 9)))
    ways = {
        "flip": lambda: _flipped(body, rng),
        "overwrite": lambda: body[:at] + noise + body[at + len(noise) :],
        "cut": lambda: body[:at],
        "drop": lambda: body[:at] + body[to:],
        "repeat": lambda: body[:to] + body[at:],
        "insert": lambda: body[:at] + noise + body[at:],
        "ones": lambda: body[:at] + b"\xff" * len(noise) + body[at + len(noise) :],
        "append": lambda: body + noise,
    }
    return ways[list(ways)[rng.integers(len(ways))]]()


def _flipped(body, rng):
    changed = bytearray(body)
    for place in rng.integers(0, len(body), int(rng.integers(1, 4))):
        changed[place] ^= 1 << rng.integers(8)
    return bytes(changed)
