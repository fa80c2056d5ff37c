"""Puts every page under a policy: only files of this site load and run.

It stands in the page itself, so it holds on every server, and for a page opened from
the disk. A page that cannot be put under it fails the build.
"""

import os
from pathlib import Path
from typing import Any

from policed_page import META, PolicedPage
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

_BUILDERS = {"html", "dirhtml", "singlehtml"}


def _police(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name not in _BUILDERS:
        return
    for path in sorted(Path(app.outdir).rglob("*.html")):
        written = path.read_text("utf-8")
        if META in written:  # by an earlier build
            continue
        place = path.relative_to(app.outdir)
        page = PolicedPage(written, root="../" * (len(place.parts) - 1))
        for fault in page.faults:
            docname = place.with_suffix("").as_posix()
            message = f"not allowed on a page: {fault}"
            logger.error(message, location=docname, type="policy", subtype="page")
            app.statuscode = 1
        for name, content in page.files.items():
            Path(app.outdir, name).write_text(content, "utf-8", newline="\n")
        path.write_text(page.text, "utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Police the pages once they are written; a preview has scripts of its own."""
    if not os.environ.get("CNNLESSON_PREVIEW"):
        app.connect("build-finished", _police, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
