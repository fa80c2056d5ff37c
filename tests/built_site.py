"""The site in build/html, brought up to date once for all tests that look at it."""

import subprocess
from functools import cache
from pathlib import Path

import site_build
from fingerprint import fingerprint

ROOT = Path(__file__).parents[1]


@cache
def built_site():
    """Return the folder of the site, built anew only if something has changed.

    A site that was built for its address stays: it is the one that is published.
    """
    stamp = site_build.read(ROOT / "build" / "html-inputs")
    if not stamp.startswith(fingerprint(ROOT, site_build.INPUTS)):

        def run(command, environ):
            return subprocess.call(command, env=environ)

        assert site_build.html(ROOT, run) == 0, "the site does not build: make html"
    return ROOT / "build" / "html"
