"""Rewrites one page so that it holds under the site's content policy.

The policy forbids what a page carries inline: a script that found its way into a page
could then not run. Styles move into a file named by its content. What would run or load
from elsewhere is a fault.
"""

import re
from hashlib import sha256
from html.parser import HTMLParser
from urllib.parse import urlsplit

__all__ = ["META", "POLICY", "PolicedPage"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'"
)
META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
_BANNED = {"base", "embed", "iframe", "object"}
_LOADING = {"action", "poster", "src", "srcset"}
_MERE_LINKS = {"author", "canonical", "index", "license", "next", "prev", "search"}
_STYLE = re.compile(r"""\sstyle=("[^"]*"|'[^']*')""")


class PolicedPage(HTMLParser):
    """Reads a page and writes down how it reads under the policy.

    Parameters
    ----------
    page : str
    root : str
        The way from the page to the root of the site: nothing or ``../`` some times.

    Attributes
    ----------
    text : str
        The page under the policy.
    files : dict of str to str
        Files below the root of the site that it now needs, and their contents.
    faults : list of str
        What it holds that can neither stay nor move.
    """

    def __init__(self, page: str, *, root: str) -> None:
        super().__init__(convert_charrefs=False)
        self.faults: list[str] = []
        self.files: dict[str, str] = {}
        self._page, self._root = page, root
        self._lines = [0, *(match.end() for match in re.finditer("\n", page))]
        self._edits: list[tuple[int, int, str]] = []  # start, end, what stands there
        self._styles: list[str] = []
        self._rules: set[str] = set()
        self._sheet_at: int | None = None
        self._opened = (0, 0)  # start and end of the last start tag,
        self._bare = False  # and whether it has no source
        self.feed(page)
        self.close()
        self._link_sheet()
        self.text = self._edited()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is wrong with a tag, and move its style."""
        given, text, start = dict(attrs), self.get_starttag_text() or "", self._place()
        end = start + len(text)
        self._opened, self._bare = (start, end), "src" not in given
        self.faults += [f"{fault} in {text}" for fault in _faults(tag, given)]
        if tag == "head":
            self._edits.append((end, end, f"\n{META}"))
        elif (style := given.get("style")) is not None:
            # Its name twice, to outrank the theme's rules as the attribute did.
            name = f"inline-{_digest(style)}"
            self._rules.add(f".{name}.{name} {{ {style} }}")
            self._edits.append((start, end, _with_class(_STYLE.sub("", text), name)))

    def handle_endtag(self, tag: str) -> None:
        """Move the style that ends here, and note a script."""
        (start, content), here = self._opened, self._place()
        end, text = self._page.index(">", here) + 1, self._page[content:here]
        if tag == "style":
            self._sheet_at = start if self._sheet_at is None else self._sheet_at
            self._styles.append(text)
            self._edits.append((start, end, ""))
        elif tag == "script" and self._bare:
            self.faults.append(f"a script inline: {' '.join(text.split())}")
        elif tag == "head" and self._sheet_at is None:
            self._sheet_at = here

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _link_sheet(self) -> None:
        sheet = "\n".join([*self._styles, *sorted(self._rules)])
        if sheet and self._sheet_at is not None:
            name = f"_static/inline-{_digest(sheet)}.css"
            self.files[name] = sheet
            link = f'<link rel="stylesheet" href="{self._root}{name}">'
            self._edits.append((self._sheet_at, self._sheet_at, link))

    def _edited(self) -> str:
        pieces, done = [], 0
        for start, end, replacement in sorted(self._edits):
            pieces += [self._page[done:start], replacement]
            done = end
        return "".join([*pieces, self._page[done:]])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


def _with_class(tag: str, name: str) -> str:
    """Return the text of a start tag with one more class."""
    with_more, found = re.subn(r"""(\sclass=["'])""", rf"\g<1>{name} ", tag, count=1)
    return with_more if found else re.sub(r"^<[^\s/>]+", rf'\g<0> class="{name}"', tag)


def _faults(tag: str, attributes: dict[str, str | None]) -> list[str]:
    loads = tag == "link" and attributes.get("rel") not in _MERE_LINKS
    loading = _LOADING | {"href"} if loads else _LOADING
    faults = [f"<{tag}>"] if tag in _BANNED else []
    if (attributes.get("http-equiv") or "").lower() == "refresh":
        faults.append("a way out that nobody chose")  # which no policy forbids
    for name, value in attributes.items():
        url = urlsplit((value or "").strip())
        if name.startswith("on") or url.scheme == "javascript":
            faults.append("a script in an attribute")
        elif name in loading and (url.netloc or url.scheme not in {"", "data"}):
            faults.append(f"something of another origin ({value})")
    return faults
