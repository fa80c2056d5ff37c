"""Sphinx options of the course, for ``sphinx-build -c . docs OUT`` (tools/site.py)."""

import gc
import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path[:0] = [str(ROOT / "docs" / "_ext"), str(ROOT / "src")]
# Kernels run in the chapter's folder: give them the library by its absolute path,
# one BLAS thread (the last bits of trained weights depend on the number), and
# no writing of bytecode or notebooks' history into the reader's home.
os.environ["PYTHONPATH"] = str(ROOT / "src")
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
logging.getLogger("traitlets").setLevel("WARNING")  # no line for each kernel
gc.set_threshold(1_000_000)  # millions of small objects, and hardly one is garbage

# -- Project ------------------------------------------------------------------
project = "cnnlesson"
author = "The cnnlesson contributors"
project_copyright = "The cnnlesson contributors. Text and figures CC BY 4.0, code MIT"
version = release = "0.1.0"
language = "en"

# -- What is read --------------------------------------------------------------
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "numpydoc",
    "sphinxcontrib.bibtex",
    "callouts",
    "questions.progress",
    "exercises",
    "live_cells",
    "widgets",
    "maths.mathml",
    "figure_themes",
    "gate.cell_errors",
    "gate.page_checks",
    "notebooks.chapter_notebooks",
    "notebooks.notebook_table",
    "notebooks.bundles",
    "theme_mends",
    "one_sheet",
    "content_policy",
    "published_site",
    "even_batches",
]
exclude_patterns = ["_ext", "_static"]
nitpicky = True
numfig = True
numfig_format = {"figure": "Figure %s", "table": "Table %s", "code-block": "Listing %s"}
numfig_secnum_depth = 0
myst_enable_extensions = [
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
]
myst_heading_anchors = 3
myst_dmath_double_inline = False
bibtex_bibfiles = ["docs/reference/bibliography.bib"]
bibtex_default_style = "plain"
bibtex_reference_style = "author_year"

# -- How cells run -------------------------------------------------------------
# Everything, every time, and on after an error, so that one run reports every
# broken cell. `make serve` alone keeps outputs, see tools/site.py.
nb_execution_mode = os.environ.get("CNNLESSON_EXECUTION", "force")
nb_execution_cache_path = os.environ.get("CNNLESSON_CACHE", "")
nb_execution_allow_errors = True
nb_execution_timeout = 120
nb_output_stderr = "show"  # cell_errors reports it, with the line that wrote it
nb_render_markdown_format = "gfm"

# -- What goes with the notebooks ------------------------------------------------
notebook_library = str(ROOT)  # its wheel, so that they run anywhere

# -- How code is documented ----------------------------------------------------
autosummary_generate = False  # numpydoc brings it along; no page uses it
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False

# -- How pages look ------------------------------------------------------------
html_theme = "furo"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "github-dark-colorblind"
html_title = "cnnlesson"
html_baseurl = os.environ.get("CNNLESSON_SITE", "")  # where it is published
html_static_path = ["docs/_static"]
html_favicon = "docs/_static/favicon.svg"
html_css_files = ["course.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = html_domain_indices = False
html_permalinks_icon = "#"
