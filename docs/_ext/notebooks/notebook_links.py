"""Where a notebook made from a page points to, and how its figures are numbered."""

from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from docutils import nodes
from gate.executed_pages import executed_path
from sphinx.application import Sphinx

__all__ = ["FOLDER", "Context", "notebook_name"]

FOLDER = "notebooks"


def notebook_name(app: Sphinx, docname: str) -> str | None:
    """Return the file name of the notebook of a chapter, None for any other page."""
    is_chapter = docname.startswith("chapters/")
    if not is_chapter or not executed_path(app, f"{docname}.ipynb").exists():
        return None
    default = docname.rpartition("/")[2].replace("-", "_")
    return f"{app.env.metadata[docname].get('notebook', default)}.ipynb"


@dataclass
class Context:
    """The page a node stands in, and the images its text needs."""

    app: Sphinx
    docname: str
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)

    def url(self, reference: nodes.reference) -> str | None:
        """Return where `reference` leads from a notebook, None if it cannot.

        That is the published site, if its address is known (``html_baseurl``), else
        the notebook of the other chapter.
        """
        target = str(reference.get("refuri", ""))
        if not reference.get("internal"):
            return target or None
        here = self.app.builder.get_target_uri(self.docname)
        page = urljoin(here, target)
        if urldefrag(page)[0] == here:
            return None
        if self.app.config.html_baseurl:
            return urljoin(str(self.app.config.html_baseurl), page)
        names = {
            self.app.builder.get_target_uri(docname): notebook_name(self.app, docname)
            for docname in self.app.env.found_docs
        }
        return names.get(urldefrag(page)[0])

    def download_url(self, node: nodes.Element) -> str | None:
        """Return where a file for download is on the published site."""
        base = self.app.config.html_baseurl
        file = node.get("refuri") or f"_downloads/{node.get('filename', '')}"
        return urljoin(base, file) if base else None

    def number(self, node: nodes.Element) -> str | None:
        """Return ``Figure 3`` for a numbered figure, ``2`` for a numbered equation."""
        numbered = self.app.env.toc_fignumbers.get(self.docname, {})
        for kind, numbers in numbered.items():
            for name in node["ids"]:
                if name in numbers:
                    pattern = self.app.config.numfig_format.get(kind, "%s")
                    return str(pattern % ".".join(map(str, numbers[name])))
        return None
