// A few curves over one axis of whole numbers, and where on it one stands.

import { h, svg } from "./element.mjs";

const [WIDTH, HEIGHT, LEFT, BELOW, ABOVE] = [340, 165, 42, 32, 8];

export class Curves {
  // names: what each curve is called, in the order of their looks ("first" to "third").
  constructor({ label, axis, xs, names, ticks }) {
    Object.assign(this, { xs, names, ticks });
    const looks = ["first", "second", "third"];
    this.here = svg("line", { class: "here", y1: ABOVE, y2: HEIGHT - BELOW });
    this.dots = names.map((_, i) => svg("circle", { class: `dot ${looks[i]}`, r: 4 }));
    this.paths = names.map((_, i) => svg("path", { class: `curve ${looks[i]}` }));
    this.picture = svg("svg", { class: "curves", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label });
    this.picture.append(...this.#axes(axis), this.here, ...this.paths, ...this.dots);
    this.values = names.map(() => h("b", {}));
    const sample = (look) => svg("svg", { class: "sample", viewBox: "0 0 28 8", "aria-hidden": "true" }, svg("path", { class: `curve ${look}`, d: "M0 4h28" }));
    const rows = names.map((name, i) => h("li", {}, sample(looks[i]), h("span", {}, name), this.values[i]));
    this.element = h("div", { class: "chart" }, h("p", { class: "title" }, label), this.picture, h("ul", {}, ...rows));
    this.title = this.element.firstChild;
  }

  #x(x) { return LEFT + ((x - this.xs[0]) / (this.xs.at(-1) - this.xs[0])) * (WIDTH - LEFT - 8); }

  #y(share) { return HEIGHT - BELOW - share * (HEIGHT - BELOW - ABOVE); }

  #axes(axis) {
    const across = this.ticks.flatMap(([share, text]) => [
      svg("path", { class: "rule", d: `M${LEFT} ${this.#y(share)}H${WIDTH - 8}` }),
      svg("text", { x: LEFT - 6, y: this.#y(share) + 4, class: "end" }, text),
    ]);
    const along = this.xs.filter((x) => x % 2 === 0).map((x) => svg("text", { x: this.#x(x), y: HEIGHT - BELOW + 14, class: "middle" }, String(x).replace("-", "\u2212")));
    return [...across, ...along, svg("text", { x: (WIDTH + LEFT) / 2, y: HEIGHT - 3, class: "middle" }, axis)];
  }

  // rows: the shares of each curve, a number that is not known yet is NaN; `texts` say what
  // they are where one stands.
  show(rows, at, texts, top = 1) {
    const place = this.xs.indexOf(at);
    for (const end of ["x1", "x2"]) this.here.setAttribute(end, this.#x(at));
    rows.forEach((row, i) => {
      const points = row.map((value, k) => [this.xs[k], Math.min(1, value / top)]).filter(([, share]) => !Number.isNaN(share));
      this.paths[i].setAttribute("d", points.length ? `M${points.map(([x, share]) => `${this.#x(x).toFixed(1)} ${this.#y(share).toFixed(1)}`).join("L")}` : "");
      this.dots[i].setAttribute("cx", this.#x(at));
      this.dots[i].setAttribute("cy", this.#y(Math.min(1, (row[place] || 0) / top)));
      this.values[i].textContent = texts[i];
    });
  }
}
