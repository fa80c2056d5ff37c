"""Faults of a page (A): words and cells that an author adds to a page that was right.

Most of them Sphinx and myst-nb let pass without a word.
"""

from chaos.pages import PageFault, cell


def promised(name: str) -> str:
    """Write the options of a cell that has to show a figure."""
    return f"---\nmystnb:\n  figure: {{name: {name}, caption: Words.}}\n---"


def glued(name: str, code: str) -> str:
    """Write a hidden cell that gives a value a name."""
    hidden = ":tags: [remove-cell]"
    return cell(f"glue('{name}', {code}, display=False)", hidden) + "\n\n"


def question(answer: str) -> str:
    """Write a question with the options 1, 2 and 2.5."""
    options = "".join(f"\n{n}\n: A reason.\n" for n in (1, 2, 2.5))
    return f":::{{predict}}\n:answer: {answer}\n\nHow many?\n{options}:::"


# Past the functions of the library, and in its colours all the same.
BY_HAND = """\
import matplotlib.pyplot as plt
from cnnlesson.figures._style import SETTINGS
plt.rcParams.update(SETTINGS)
"""
WORDS = "---\nmystnb: {image: {alt: Words}}\n---"
PAGE_FAULTS = [
    PageFault(
        *("F01", "a cell raises", cell("1 / 0")),
        *("the cell failed with ZeroDivisionError", "gate.raised"),
    ),
    PageFault(
        *("F02", "a cell warns", cell("huge = np.float32(1e30) * np.float32(1e30)")),
        *("the cell wrote to stderr: .*overflow", "gate.stderr"),
    ),
    PageFault(
        *("F06", "a figure of nothing but NaN, drawn by hand"),
        cell(f"{BY_HAND}plt.imshow(np.full((3, 3), np.nan));", WORDS),
        *("the figure shows nothing", "gate.blank-figure"),
    ),
    PageFault(
        *("F06", "a figure in one colour, drawn by hand"),
        cell(f"{BY_HAND}plt.imshow(np.ones((3, 3)));", WORDS),
        *("the figure shows nothing", "gate.blank-figure"),
    ),
    PageFault(
        *("F06", "a figure of the library gets NaN"),
        cell("figures.flat_and_shuffled(ring * np.nan, order)", promised("fig-plate")),
        *("the cell failed with ValueError: .*not finite", "gate.raised"),
    ),
    PageFault(
        *("F06", "a figure that does not follow the theme"),
        cell(
            "import matplotlib.pyplot as plt\nplt.rcdefaults()\nplt.plot([1, 2]);",
            WORDS,
        ),
        *("a figure cannot have a theme", "figures.theme", False),
    ),
    PageFault(
        *("F07", "a figure is drawn and not shown"),
        cell("_ = figures.flat_and_shuffled(ring, order)", promised("fig-lost")),
        *("the cell of figure 'fig-lost' shows no image", "gate.lost-figure"),
    ),
    PageFault(
        *("F07", "a figure is closed before it is shown"),
        cell(f"{BY_HAND}plt.plot([1, 2])\nplt.close()", promised("fig-closed")),
        *("the cell of figure 'fig-closed' shows no image", "gate.lost-figure"),
    ),
    PageFault(
        *("F08", "a number is typed that a cell prints"),
        "There are 9,801 of them.\n\n" + cell("print(99**2)"),
        *("9,801 is typed, but the page computes it", "gate.typed-number"),
    ),
    PageFault(
        *("F08", "a number is typed that a cell glues"),
        "Of 0.737 one sees 0.74.\n\n"
        + glued("share", "0.7371")
        + "{glue:text}`share:.3f`",
        *("0.737 is typed, but .* glued as 'share'", "gate.typed-number"),
    ),
    PageFault(
        *("F08", "a question that no option answers"),
        glued("three", "'3'") + question("three"),
        *("one option is to be right, '3', but 0", "question.answer"),
    ),
    PageFault(
        *("F08", "a question that no cell answers", question("nowhere")),
        *("no cell glues 'nowhere'", "question.answer"),
    ),
    PageFault(
        *("F09", "an image has no words", "![](../ring.svg)"),
        *("image ring.svg has no alt text: ''", "gate.missing-alt"),
    ),
    PageFault(
        *("F09", "the words for an image are its name", "![ring.svg](../ring.svg)"),
        *("image ring.svg has no alt text: 'ring.svg'", "gate.missing-alt"),
    ),
    PageFault(
        *("F09", "a figure drawn by hand has no words"),
        cell(f"{BY_HAND}plt.plot([1, 2]);"),
        *("has no alt text", "gate.missing-alt"),
    ),
    PageFault(
        *("F10", "a link to no page", "[More](03-third.md)"),
        *("03-third.md", "myst.xref_missing"),
    ),
    PageFault(
        *("F10", "a link to no heading", "[More](02-second.md#no-such-heading)"),
        *("no-such-heading", "myst.xref_missing"),
    ),
    PageFault(
        *("F10", "a reference to no figure", "See {numref}`fig-none`."),
        *("fig-none", "ref.numref"),
    ),
    PageFault(
        *("F10", "a citation of nothing", "{cite}`nobody2015`"),
        *("nobody2015", "bibtex.key_not_found"),
    ),
    PageFault(
        *("F11", "an image that is not there", "![A ring](../rings.svg)"),
        *("rings.svg", "image.not_readable"),
    ),
    PageFault(
        *("F11", "a value that no cell glues", "{glue:text}`nowhere`"),
        *("nowhere", "mystnb.glue"),
    ),
    PageFault(
        *("F12", "a value of NumPy that is not rounded", cell("np.float64(0.5)")),
        *("not rounded: np.float64", "gate.flaw"),
    ),
    PageFault(
        *("F12", "NaN in the text"),
        glued("mean", "'nan'") + "About {glue:text}`mean`.",
        *("a value is not a number: nan", "gate.flaw"),
    ),
    PageFault(
        *("F12", "an object shows its address", cell("print(object())")),
        *("an object shows its address: <object", "gate.flaw"),
    ),
    PageFault(
        *("F12", "a path of this machine", cell("import os\nprint(os.getcwd())")),
        *("a path of the machine", "gate.flaw"),
    ),
    PageFault(
        *("F12", "a path of this machine in colour"),
        cell("linear_cost(0, 8)", ":tags: [raises-exception]"),
        *("a path of the machine", "gate.flaw"),
    ),
    PageFault(
        *("F12", "a warning as text", cell("print('DeprecationWarning: old')")),
        *("Python warns: DeprecationWarning", "gate.flaw"),
    ),
    PageFault(
        *("F13", "an error that is shown does not come any more"),
        cell("1 / 1", ":tags: [raises-exception]"),
        *("tagged raises-exception and raised none", "gate.raises-no-more"),
    ),
    PageFault(
        *("F14", "a figure with a script in it"),
        cell(
            "from IPython.display import SVG\n"
            "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><title>Words</title>'"
            "'<script>alert(1)</script></svg>')"
        ),
        *("an output holds a script: <script", "gate.active-output"),
    ),
    PageFault(
        *("F14", "a cell shows a button with a script"),
        cell("from IPython.display import HTML\nHTML('<b onclick=\"x()\">b</b>')"),
        *("an output holds a script: <b onclick", "gate.active-output", True, False),
    ),
    PageFault(
        *("F14", "an image of a stranger", "![A ring](https://example.org/ring.svg)"),
        *("something of another origin", "policy.page", False),
    ),
    PageFault(
        *("F14", "a script in the prose", '<b onclick="x()">b</b>'),
        *("a script in an attribute", "policy.page", False),
    ),
    PageFault(
        *("F15", "a formula that does not end", r"The share is $\frac{1}{2$."),
        *("formula not understood", "maths.latex"),
    ),
    PageFault(
        *("F15", "a formula with an unknown word", r"The share is $\half$."),
        *("formula not understood", "maths.latex"),
    ),
    PageFault(
        *("F15", "a formula without its dollars", r"The share is \frac{1}{2}."),
        *("LaTeX outside of a formula", "gate.flaw"),
    ),
]
