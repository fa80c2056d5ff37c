// Shows what a cell prints, draws and raises, as the built page shows it.
import { element } from "./dom.mjs";

export class Output {
  #caption;
  #text = null; // the block that printed text goes on in

  constructor(built) {
    this.built = built; // what the page showed before, if anything
    this.#caption = built?.querySelector("figcaption");
    this.element = element("div", { className: "cell_output live-output", hidden: true });
    this.element.setAttribute("aria-live", "polite");
  }

  // Clears the place and puts it where the built output was.
  begin() {
    this.element.replaceChildren();
    this.#text = null;
    this.#swap(true);
  }

  // Brings the built output back.
  reset() {
    this.#swap(false);
  }

  show(kind, content) {
    if (kind === "text" || kind === "error") this.#print(kind, content);
    else this.add(kind === "figure" ? this.#figure(content) : table(content));
  }

  add(...nodes) {
    this.#text = null;
    this.element.append(...nodes);
  }

  #swap(live) {
    this.element.hidden = !live;
    if (this.built) this.built.hidden = live;
  }

  #print(kind, content) {
    if (this.#text?.dataset.kind !== kind) {
      const pre = element("pre", { data: { kind }, tabIndex: 0 });
      this.add(element("div", { className: "highlight" }, pre));
      this.#text = pre;
    }
    this.#text.append(content);
  }

  #figure(svg) {
    const title = new DOMParser().parseFromString(svg, "image/svg+xml").querySelector("title");
    const src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    const image = element("img", { src, alt: title?.textContent ?? "What the cell drew" });
    const caption = this.#caption?.cloneNode(true);
    caption?.querySelector(".headerlink")?.remove();
    return element("figure", {}, image, caption ?? "");
  }
}

// Makes the table that Markdown of the course's own Table says: no bars, no markup.
function table(markdown) {
  const [heads, rules, ...rows] = markdown
    .split("\n")
    .map((line) => line.slice(2, -2).split(" | "));
  const row = (name, words) =>
    element(
      "tr",
      {},
      ...words.map((word, i) =>
        element(name, { className: rules[i].endsWith(":") ? "text-right" : "" }, word),
      ),
    );
  const head = element("thead", {}, row("th", heads));
  const body = element("tbody", {}, ...rows.map((words) => row("td", words)));
  const whole = element("table", { className: "docutils" }, head, body);
  return element("div", { className: "table-wrapper", tabIndex: 0 }, whole);
}
