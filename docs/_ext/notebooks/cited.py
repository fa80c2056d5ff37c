"""What a page cites, as the last cell of its notebook: it has no bibliography."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from docutils import nodes
from gate.executed_pages import Page
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from pybtex_docutils import Backend

from notebooks.doctree_markdown import inline
from notebooks.notebook_links import Context

__all__ = ["references"]


def references(page: Page) -> Iterator[NotebookNode]:
    """Yield a cell with the works that `page` cites, as its bibliography lists them."""
    domain = page.app.env.domains.get("cite")
    here = page.app.builder.get_target_uri(page.docname)
    linked = {
        urldefrag(urljoin(here, node.get("refuri", "")))
        for node in page.doctree.findall(nodes.reference)
    }
    context, texts = Context(page.app, page.docname), []
    for citation in getattr(domain, "citations", ()):
        listed = page.app.builder.get_target_uri(citation.bibliography_key.docname)
        if (listed, citation.citation_id) in linked:
            entry = Backend().paragraph(citation.formatted_entry)
            texts.append(f"- {inline(entry, context)}")
    if texts:
        yield new_markdown_cell("\n".join(["## What this page cites\n", *texts]))
