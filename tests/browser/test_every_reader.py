"""Pages for readers who zoom, use keys, print, or have a browser that allows little."""

import pytest
from built_site import built_site

CHAPTER = "chapters/02-the-convolution-operation.html"  # with everything there is
PAGES = ["index.html", CHAPTER, "reference/exercises.html"]

every_page = pytest.mark.parametrize("name", PAGES)

# What reaches beyond the right edge, unless its own box scrolls it.
TOO_WIDE = """() => {
    const end = document.documentElement.clientWidth + 1;
    const kept = (box) => box.matches(".content, .main, .page, body") ? false
        : getComputedStyle(box).overflowX !== "visible"
            && box.getBoundingClientRect().right <= end || kept(box.parentElement);
    return [...document.querySelectorAll(".page *")].filter((element) =>
        element.checkVisibility({ visibilityProperty: true })
        && element.getBoundingClientRect().right > end
        && !kept(element.parentElement)).map((element) => element.outerHTML);
}"""


def number_of(page, selector):
    return page.locator(selector).count()


def start_widgets(page):
    """Come by each widget, for some start only then, and wait for all."""
    for widget in page.locator(".widget").all():
        widget.scroll_into_view_if_needed()
    page.locator(".widget:not([data-on])").first.wait_for(state="detached")
    page.evaluate("scrollTo(0, 0)")


# -- zoom ------------------------------------------------------------------------------


@every_page
@pytest.mark.parametrize("percent", [200, 400])
def test_a_page_that_is_zoomed_scrolls_one_way_only(site, open_page, name, percent):
    page = open_page(f"{site}/{name}", width=1280 * 100 // percent)
    assert page.evaluate(TOO_WIDE) == []


@every_page
def test_letters_may_be_twice_as_large(site, open_page, name):
    page = open_page(f"{site}/{name}", width=390)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 32
    assert page.evaluate(TOO_WIDE) == []


# -- keys ------------------------------------------------------------------------------

# What has the focus: the place of it among `marked`, and whether one sees that.
FOCUSED = """() => {
    const element = document.activeElement;
    const shown = (e) => {
        const { outlineStyle, outlineWidth, opacity } = getComputedStyle(e);
        const { left, right, top, bottom } = e.getBoundingClientRect();
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && opacity > 0
            && right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
    };
    const labels = [...document.querySelectorAll(`label[for="${element.id}"]`)];
    const signs = [element, element.nextElementSibling, ...labels];
    return [window.marked.indexOf(element), signs.some((e) => e && shown(e)),
        element.outerHTML.slice(0, 200)];
}"""
# What keys have to reach: controls in sight, and what scrolls sideways.
MARK = """() => {
    const controls = "a[href], button, select, textarea, summary, [tabindex='0'], "
        + "input:not([type=radio], [type=hidden]), input[type=radio]:checked";
    const scrolls = (e) => e.scrollWidth > e.clientWidth + 1
        && ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
    window.marked = [...document.querySelectorAll("body *")].filter((e) =>
        e.checkVisibility({ visibilityProperty: true }) && !e.disabled
        && (e.matches(controls) || e.matches("article *") && scrolls(e)));
    return window.marked.map((e) => e.outerHTML.slice(0, 200));
}"""


@every_page
@pytest.mark.parametrize("width", [1280, 390])
def test_keys_reach_every_control_and_one_sees_where_they_are(
    site, open_page, name, width
):
    page = open_page(f"{site}/{name}", width=width, reduced_motion="reduce")
    start_widgets(page)
    waiting = dict(enumerate(page.evaluate(MARK)))
    assert len(waiting) > 20
    unseen = []
    for _ in range(2 * len(waiting)):
        page.keyboard.press("Tab")
        place, seen, html = page.evaluate(FOCUSED)
        if html.startswith("<body"):  # all around
            break
        waiting.pop(place, None)
        unseen += [] if seen else [html]
    assert unseen == []
    assert list(waiting.values()) == []


@pytest.mark.parametrize(
    ("opener", "links"),
    [("#__navigation", ".sidebar-tree a"), ("#__toc", ".toc-tree ul ul a")],
)
def test_a_side_bar_opens_and_closes_by_keys(site, open_page, opener, links):
    page = open_page(f"{site}/{CHAPTER}", width=390, reduced_motion="reduce")
    link = page.locator(links).first
    page.locator(opener).focus()
    for seen in (True, False):
        page.keyboard.press("Space")
        link.wait_for(state="visible" if seen else "hidden")
    assert page.complaints == []


# -- what a browser does not do --------------------------------------------------------


def test_without_scripts_everything_is_there(site, open_page):
    page = open_page(f"{site}/{CHAPTER}", java_script_enabled=False)
    questions = number_of(page, ".question")
    assert questions > 3
    assert number_of(page, ".question .answers > summary:visible") == questions
    assert number_of(page, ".widget figure img:visible") == 1
    solution = page.locator("details.solution").first
    assert not solution.locator("pre").first.is_visible()
    solution.locator("summary").click()
    assert solution.locator("pre").first.is_visible()
    assert page.locator("details.hint").first.is_visible()
    for useless in (".theme-toggle", ".question button", ".live-open"):
        assert number_of(page, f"{useless}:visible") == 0


def answered(page):
    """Answer the first question of a page, and return what it says to that."""
    question = page.locator(".question").first
    question.locator("input").first.fill("7")
    question.get_by_role("button", name="Check").click()
    return question.get_by_role("status").inner_text()


def test_from_the_disk_questions_are_answered(open_page):
    page = open_page((built_site() / CHAPTER).as_uri())
    assert answered(page)
    assert page.complaints == []


@every_page
def test_a_browser_that_denies_storage_has_all_but_a_memory(site, open_page, name):
    page = open_page("about:blank")
    page.add_init_script(
        """Object.defineProperty(window, "localStorage", {
            get() { throw new DOMException("denied", "SecurityError"); },
            configurable: true,
        });"""
    )
    page.goto(f"{site}/{name}")
    start_widgets(page)
    if name == CHAPTER:
        assert answered(page)
    assert page.complaints == []
    for theme in ("dark", "light"):
        page.locator(".theme-toggle-content button").click()
        assert page.evaluate("document.body.dataset.theme") == theme


# -- what a reader has asked for -------------------------------------------------------


@every_page
def test_who_wants_no_motion_has_none(site, open_page, name):
    page = open_page(f"{site}/{name}", reduced_motion="reduce")
    start_widgets(page)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((e) => {
            const style = getComputedStyle(e);
            const times = `${style.transitionDuration},${style.animationDuration}`;
            return style.scrollBehavior === "smooth"
                || times.split(",").some((time) => parseFloat(time) > 0);
        }).map((e) => e.cloneNode().outerHTML)"""
    )
    assert moving == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "selectors"),
    [
        ("index.html", ["a.start"]),
        (CHAPTER, [".callout.predict", ".callout.exercise", ".question button"]),
    ],
)
def test_in_colours_of_the_system_shapes_still_tell(
    site, open_page, name, selectors, scheme
):
    options = {"forced_colors": "active", "color_scheme": scheme}
    page = open_page(f"{site}/{name}", **options)
    for selector in selectors:
        edge, colour, paper = page.locator(selector).first.evaluate(
            """(e) => {
                const { borderLeftStyle, borderLeftColor } = getComputedStyle(e);
                const { backgroundColor } = getComputedStyle(document.body);
                return [borderLeftStyle, borderLeftColor, backgroundColor];
            }"""
        )
        assert edge != "none", selector
        assert colour != paper, selector
    assert page.complaints == []


# -- paper -----------------------------------------------------------------------------

PAPER = 718, 1047  # A4 less margins of a centimetre, in pixels of CSS


@every_page
def test_paper_has_the_page_and_nothing_to_press(site, open_page, name):
    page = open_page(f"{site}/{name}", width=PAPER[0], color_scheme="dark")
    start_widgets(page)
    page.emulate_media(media="print", color_scheme="light")
    for useless in ("button", ".sidebar-drawer", ".toc-drawer", ".skip-to-content"):
        assert number_of(page, f"{useless}:visible") == 0, useless
    assert number_of(page, "details:not([open]):visible") == 0
    assert page.evaluate(TOO_WIDE) == []
    cut = page.evaluate(
        "() => [...document.querySelectorAll('article pre')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    )
    assert cut == []


def test_paper_has_the_solutions_that_were_opened(site, open_page):
    page = open_page(f"{site}/{CHAPTER}", width=PAPER[0])
    page.locator("details.solution summary").first.click()
    page.emulate_media(media="print")
    assert number_of(page, "details.solution:visible") == 1
    assert page.locator("details.solution pre").first.is_visible()


def test_no_figure_is_taller_than_a_sheet(site, open_page):
    page = open_page("about:blank", width=PAPER[0])
    page.emulate_media(media="print")
    for path in built_site().glob("chapters/*.html"):
        page.goto(f"{site}/chapters/{path.name}")
        sizes = page.locator("figure").evaluate_all(
            "figures => figures.map(f => f.getBoundingClientRect().toJSON())"
        )
        assert max(size["height"] for size in sizes) < PAPER[1], path
