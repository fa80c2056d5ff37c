"""Names of notebooks, where they point to, and what points to them."""

from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from docutils import nodes
from gate.executed_pages import executed_path
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

__all__ = [
    "EXERCISE_MINUTES",
    "FOLDER",
    "Context",
    "exercises_name",
    "exercises_zip",
    "notebook_link",
    "notebook_name",
    "notebooks_zip",
    "wheel_name",
    "wheel_url",
]

FOLDER = "notebooks"
EXERCISE_MINUTES = "exercise_minutes"  # in a page's metadata, by each {exercise}


def notebook_name(app: Sphinx, docname: str) -> str | None:
    """Return the file name of the notebook of a chapter, None for any other page."""
    is_chapter = docname.startswith("chapters/")
    if not is_chapter or not executed_path(app, f"{docname}.ipynb").exists():
        return None
    default = docname.rpartition("/")[2].replace("-", "_")
    return f"{app.env.metadata[docname].get('notebook', default)}.ipynb"


def exercises_name(app: Sphinx, docname: str) -> str | None:
    """Return the file name of the exercises of a chapter, None if it has none."""
    name = notebook_name(app, docname)
    has_some = EXERCISE_MINUTES in app.env.metadata[docname]
    return name.replace(".ipynb", "_exercises.ipynb") if name and has_some else None


def notebooks_zip(app: Sphinx) -> str:
    """Return the file name of all notebooks together."""
    return f"{app.config.project}-notebooks.zip"


def exercises_zip(app: Sphinx) -> str:
    """Return the file name of all exercises together."""
    return f"{app.config.project}-exercises.zip"


def wheel_name(app: Sphinx) -> str:
    """Return the file name of the library that goes with the notebooks."""
    return f"{app.config.project}-{app.config.release}-py3-none-any.whl"


def wheel_url(app: Sphinx) -> str:
    """Return where the published site has the library."""
    return urljoin(str(app.config.html_baseurl), f"{FOLDER}/{wheel_name(app)}")


def notebook_link(
    app: Sphinx, docname: str, file: str, words: str
) -> addnodes.download_reference:
    """Return a link from the page `docname` to a file beside the notebooks."""
    url = relative_uri(app.builder.get_target_uri(docname), f"{FOLDER}/{file}")
    return addnodes.download_reference("", "", nodes.Text(words), refuri=url)


@dataclass
class Context:
    """The page a node stands in, and the images its text needs."""

    app: Sphinx
    docname: str
    apart: bool = False  # from the rest of the page
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)

    def url(self, reference: nodes.reference) -> str | None:
        """Return where `reference` leads from a notebook, None if it cannot.

        That is the published site, if its address is known (``html_baseurl``), else
        the notebook of the other chapter, except from a notebook of exercises, which
        may be handed out without the chapters.
        """
        anchor = reference.get("refid")
        target = f"#{anchor}" if anchor else str(reference.get("refuri", ""))
        if not anchor and not reference.get("internal"):
            return target or None
        here = self.app.builder.get_target_uri(self.docname)
        page = urljoin(here, target)
        if urldefrag(page)[0] == here and not self.apart:
            return None
        if self.app.config.html_baseurl:
            return urljoin(str(self.app.config.html_baseurl), page)
        if self.apart:
            return None
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
