"""No page of the site stands where no link leads."""

import re
from urllib.parse import urljoin

from built_site import built_site

_LINK = re.compile(r'href="([^"#:]+)')


def linked(site, start="index.html"):
    """Return the pages that a reader can reach from the first one."""
    found, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name not in found and (site / name).is_file():
            found.add(name)
            if name.endswith(".html"):
                links = _LINK.findall((site / name).read_text("utf-8"))
                waiting += [urljoin(name, link) for link in links]
    return found


def test_links_lead_to_every_page_but_that_for_lost_readers():
    site = built_site()
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert pages - linked(site) == {"404.html"}
