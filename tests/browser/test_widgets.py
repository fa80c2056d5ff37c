"""What holds for every widget: links, keyboards, paper, no script, speed, memory."""

import statistics
from importlib.resources import files

import pytest
from fuzzing import EXHAUSTIVE
from widget_page import NAMES, said, settle

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
HOSTILE = [
    "?image=<img src=x onerror=window.ran=1>",
    "?weights=javascript:window.ran=1",
    "?__proto__=1&constructor=2",
    "?stride=99999999999&side=1e9&row=-1",
    "?layers=" + "c9s4," * 5000,
    "?kernel=1,2,3",
    "?%E0%A4%A",
    "?row=0&row=1",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_link_gives_the_usual_view_and_runs_nothing(open_widget, name):
    usual = open_widget(name)
    for text in HOSTILE:
        page = open_widget(name, f"#widget-{name}{text}")
        assert say_the_same(page, usual), text
        assert page.evaluate("window.ran") is None
        assert page.complaints == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("convolution", "image=digit&stride=2&padding=1&row=3&column=4"),
        ("cost", "side=64&units=16&dense=units&training=sgd"),
        ("receptive-field", "layers=c5p2,m2,c3d2&side=64&depth=2&row=9&column=60"),
        ("digit", "picked=-1&drawing=1010102k-2k10&cover=40&stage=pool2&at=399"),
        ("shift", "picture=-1&x=-3&y=2&border=zeros&way=blur&filter=laplacian"),
    ],
)
def test_a_link_shows_what_was_seen(open_widget, name, change):
    page = open_widget(name, f"#widget-{name}?{change}")
    link = page.locator(".widget-share").get_attribute("href")
    assert sorted(link.partition("?")[2].split("&")) == sorted(change.split("&"))
    usual = open_widget(name)
    assert said(usual) != said(page)
    usual.evaluate("link => { location.hash = link; }", link)
    assert say_the_same(usual, page)
    usual.get_by_role("button", name="Start again").click()
    assert say_the_same(usual, open_widget(name))


def say_the_same(one, other):
    """Compare two widgets until they agree: each says what it has loaded so far."""
    for _ in range(100):
        if said(one) == said(other):
            return True
        one.wait_for_timeout(100)
    return False


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_it_is_accessible(open_widget, name, scheme, width):
    page = open_widget(name, width=width, color_scheme=scheme, bypass_csp=True)
    for summary in page.locator("cnn-" + name + " summary").all():
        summary.click()
    settle(page)
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document.querySelector('.widget'), {resultTypes: ['violations']})"
        ".then(result => result.violations)"
    )
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    reach = """stage => { const end = stage.getBoundingClientRect().right + 1;
        return [...stage.querySelectorAll("*")].filter(e => !e.closest(".layers, svg")
            && e.getBoundingClientRect().right > end).map(e => e.outerHTML); }"""
    assert page.locator(".widget-stage").evaluate(reach) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_shifts_while_it_comes_and_while_it_is_used(
    widgets, open_page, name, width
):
    page = open_page("about:blank", width=width)
    page.add_init_script(
        """window.shifts = [];
        new PerformanceObserver(list => {
            for (const entry of list.getEntries()) window.shifts.push(entry.value);
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto(f"{widgets}/{name}.html")
    page.evaluate("document.querySelector('.widget').scrollIntoView()")
    page.wait_for_selector(".widget[data-on]")
    settle(page)
    before = page.locator(".widget").bounding_box()["height"]
    page.widget = page.locator(".widget")
    for _ in range(3):
        page.locator(".widget-stage :is(select, .segments)").first.evaluate(
            """choices => {
                const radios = [...choices.querySelectorAll("input")];
                const now = radios.findIndex(radio => radio.checked);
                if (radios.length) return radios[(now + 1) % radios.length].click();
                const next = (choices.selectedIndex + 1) % choices.length;
                choices.selectedIndex = next || 1;
                choices.dispatchEvent(new Event("change"));
            }"""
        )
        settle(page)
    assert page.locator(".widget").bounding_box()["height"] == pytest.approx(
        before, abs=1
    )
    assert sum(page.evaluate("window.shifts")) < 0.02
    page.close()


def shown_figure(page):
    stage = page.locator(".widget-stage").count()
    return stage == 0 and page.locator(".widget figure img").is_visible()


@pytest.mark.parametrize("name", NAMES)
def test_the_figure_stays_where_no_script_runs(widget_site, widgets, open_page, name):
    without = open_page(f"{widgets}/{name}.html", java_script_enabled=False)
    disk = open_page((widget_site / f"{name}.html").as_uri())
    assert shown_figure(without)
    assert shown_figure(disk)
    assert disk.complaints == []
    assert not without.locator(".widget-words").is_visible()
    for page in (without, disk):  # and leaves no gap behind it
        figure = page.locator(".widget figure").bounding_box()
        after = page.get_by_text(f"After {name}.").bounding_box()
        assert after["y"] - figure["y"] - figure["height"] < 60


@pytest.mark.parametrize("file", ["cnn-cost.mjs", "format.mjs"])
def test_the_figure_stays_if_a_script_does_not_come(widgets, open_page, file):
    page = open_page("about:blank")
    page.route(f"**/{file}", lambda route: route.abort())
    page.goto(f"{widgets}/cost.html")
    page.wait_for_selector(".widget[data-off]")
    assert shown_figure(page)


@pytest.mark.parametrize("name", NAMES)
def test_on_paper_the_figure_stands(open_widget, name):
    page = open_widget(name)
    assert not page.locator(".widget figure img").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".widget figure img").is_visible()
    assert not page.locator(".widget-stage").is_visible()


@pytest.mark.parametrize("name", NAMES)
def test_forced_colours_leave_nothing_invisible(open_widget, name):
    page = open_widget(name, forced_colors="active", color_scheme="dark")
    colours = page.evaluate(
        """() => ["--ink", "--look", "--paper"].map(role => {
            const e = document.createElement("i");
            e.style.color = `var(${role})`;
            document.querySelector(".widget").append(e);
            return getComputedStyle(e).color;
        })"""
    )
    assert len(set(colours)) == 3
    assert page.complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_it_answers_within_a_frame_and_keeps_nothing(open_widget, name):
    page = open_widget(name)
    page.widget.evaluate(
        """widget => {
            const seeded = (s => () => (s = (s * 16807) % 2147483647) / 2147483647)(7);
            const any = list => list[Math.floor(seeded() * list.length)];
            const frame = window.requestAnimationFrame;
            window.took = [];
            window.requestAnimationFrame = go => frame(now => {
                const start = performance.now();
                go(now);
                window.took.push(performance.now() - start);
            });
            const rows = "select, input, .pixel-grid[tabindex]";
            const keys = ["ArrowUp", "ArrowLeft", "End", "PageDown", " ", "ArrowRight"];
            const place = length => Math.floor(seeded() * length);
            window.anything = () => {
                const input = any([...widget.querySelectorAll(rows)]);
                const { type, max, length } = input;
                const press = new KeyboardEvent("keydown", { key: any(keys) });
                if (input.matches(".pixel-grid")) input.dispatchEvent(press);
                else if (input.matches("select")) input.selectedIndex = place(length);
                else if (type === "radio") input.click();
                else if (type === "range") input.value = place(Number(max) + 1);
                else input.value = (seeded() * 8 - 4).toFixed(1);
                for (const kind of ["input", "change"])
                    input.dispatchEvent(new Event(kind, { bubbles: true }));
            };
        }"""
    )
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def play(times):
        page.evaluate(
            """async times => {
                for (let i = 0; i < times; i++) {
                    window.anything();
                    await new Promise(go => setTimeout(go));
                    await new Promise(go => requestAnimationFrame(go));
                }
            }""",
            times,
        )
        page.get_by_role("button", name="Start again").click()
        settle(page)
        session.send("HeapProfiler.collectGarbage")
        metrics = session.send("Performance.getMetrics")["metrics"]
        return {m["name"]: m["value"] for m in metrics}

    def slowest():
        """Return the milliseconds of the slowest frame but for one in twenty."""
        return statistics.quantiles(page.evaluate("window.took"), n=20)[-1]

    before = play(150)
    page.evaluate("window.took = []")
    after = play(18_000 if EXHAUSTIVE else 300)  # a frame each: five minutes
    for _ in range(4):  # another process may have the core, but not each time
        if slowest() < 16:
            break
        page.evaluate("window.took = []")
        after = play(300)
    assert slowest() < 16
    assert after["Nodes"] <= before["Nodes"] + 100
    assert after["JSEventListeners"] <= before["JSEventListeners"] + 30
    assert after["JSHeapUsedSize"] < before["JSHeapUsedSize"] + 2e6
    assert page.complaints == []
