// The receptive-field explorer: stack layers, and see how far one output pixel sees.

import { grey } from "./colours.mjs";
import { Widget, fetchJson, h } from "./element.mjs";
import { geometry, halfSide, nearest } from "./field.mjs";
import { short } from "./format.mjs";
import { PixelGrid } from "./grid.mjs";
import { Measurement } from "./measurement.mjs";
import { MOST_LAYERS, PRESETS, named, stack } from "./stack.mjs";
import { choice, whole } from "./state.mjs";

const MOST_FIELD = 512; // pixels a side
const CELLS = 120; // a panel draws at most so many a side

class ReceptiveField extends Widget {
  static codecs = {
    layers: stack,
    depth: whole(1, MOST_LAYERS),
    side: choice("28", "64", "224"),
    row: whole(0, 223),
    column: whole(0, 223),
    weights: choice("equal", "random"),
  };
  static defaults = { ...PRESETS[0][1], weights: "equal" };
  #drawn = {};
  #measured = new Measurement(() => this.set({}));

  async prepare() {
    const { pictures } = await fetchJson("pictures.json");
    this.pictures = { digit: pictures.digit[0], portrait: pictures.portrait[0] };
  }

  // Keep the layers that fit on the image and see no more than the field one can measure.
  fit(state) {
    const side = Number(state.side);
    const fits = (layers) => {
      try { return geometry(layers, side).size <= MOST_FIELD; } catch { return false; }
    };
    let many = state.layers.length;
    while (many > 1 && !fits(state.layers.slice(0, many))) many -= 1;
    const layers = fits(state.layers.slice(0, many)) ? state.layers.slice(0, many) : PRESETS[0][1].layers;
    const within = (at) => Math.min(at, side - 1);
    return { ...state, side, layers, depth: Math.min(state.depth, layers.length), row: within(state.row), column: within(state.column) };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#measured.stop();
  }

  // -- What it is made of -------------------------------------------------------------

  build() {
    this.image = new PixelGrid({
      label: "Image. Arrow keys move to the next output pixel.",
      place: () => ({ row: this.#at("row"), column: this.#at("column"), rows: this.field.outputs, columns: this.field.outputs }),
      move: (row, column) => this.set({ row: this.#middle(row), column: this.#middle(column) }),
      point: (row, column) => this.#pointed(row, column),
    });
    this.counts = new PixelGrid({ label: "How much each pixel of the field counts" });
    this.imageTitle = h("p", { class: "is-input" });
    this.measureTitle = h("p", { class: "is-output" });
    this.depth = h("input", { type: "range", min: 1, step: 1, input: () => this.set({ depth: this.depth.valueAsNumber }) });
    this.depthSaid = h("b");
    this.rows = h("tbody");
    const head = ["layer", "step, px", "sees, px"].map((text) => h("th", { scope: "col" }, text));
    this.box = h("div", { class: "layers", tabindex: "0", role: "region", "aria-label": "The layers" },
      h("table", {}, h("thead", {}, h("tr", {}, ...head)), this.rows));
    const panel = (title, grid) => h("div", { class: "panel" }, title, grid.element);
    return [
      h("div", { class: "controls" },
        this.presets("Layers", PRESETS, ["layers", "side"]),
        h("label", { class: "widget-field" }, h("span", {}, "See through ", this.depthSaid), this.depth),
        this.choices("weights", "Weights", [["equal", "all equal"], ["random", "random"]])),
      h("div", { class: "panels" }, panel(this.imageTitle, this.image), panel(this.measureTitle, this.counts)),
      this.box,
      this.#builder(),
    ];
  }

  #builder() {
    const pick = (label, values, text = String) => {
      const select = h("select", {}, ...values.map((value) => h("option", { value }, text(value))));
      return [select, h("label", { class: "widget-field" }, h("span", {}, label), select)];
    };
    const kinds = { c: "convolution", m: "max pooling" };
    const [kind, kindField] = pick("Kind", Object.keys(kinds), (value) => kinds[value]);
    const [kernel, kernelField] = pick("Window", [1, 2, 3, 5, 7], (value) => `${value} × ${value}`);
    const [stride, strideField] = pick("Stride", [1, 2, 3, 4]);
    const [dilation, dilationField] = pick("Dilation", [1, 2, 4, 8]);
    kernel.value = "3";
    const add = () => {
      const [k, d] = [Number(kernel.value), kind.value === "c" ? Number(dilation.value) : 1];
      const padding = kind.value === "c" ? Math.min(9, Math.floor((d * (k - 1)) / 2)) : 0;
      const layers = [...this.state.layers, { kind: kind.value, kernel: k, stride: Number(stride.value), dilation: d, padding }];
      this.set({ layers: layers.slice(0, MOST_LAYERS), depth: layers.length });
    };
    const remove = () => {
      const layers = this.state.layers.slice(0, -1);
      if (layers.length) this.set({ layers });
    };
    const button = (text, click) => h("button", { type: "button", click }, text);
    return h("details", {}, h("summary", {}, "Build your own"),
      h("div", { class: "fields" }, kindField, kernelField, strideField, dilationField, button("Add on top", add), button("Remove the top", remove)));
  }

  // -- Where ------------------------------------------------------------------------------

  get field() { return geometry(this.state.layers.slice(0, this.state.depth), this.state.side); }
  #at(axis) { return nearest(this.field, this.state[axis]); }

  #middle(output) {
    const { first, step, size } = this.field;
    return Math.min(this.state.side - 1, Math.max(0, Math.round(first + output * step + (size - 1) / 2)));
  }

  #pointed(row, column) {
    const { margin, cell } = this.view;
    const pixel = (at) => Math.min(this.state.side - 1, Math.max(0, Math.floor((at + 0.5) * cell - margin)));
    this.set({ row: pixel(row), column: pixel(column) });
  }

  // How much of what lies around the image is shown: what the middle output reaches.
  #look({ layers, side }) {
    const { first, step, size, outputs } = geometry(layers, side);
    const start = first + step * nearest({ first, step, size, outputs }, side / 2);
    const least = Math.max(Math.ceil(side / 16), -start, start + size - side);
    const cell = Math.ceil((side + 2 * least) / CELLS);
    const margin = cell * Math.ceil(least / cell);
    return { margin, cell, cells: Math.ceil((side + 2 * margin) / cell) };
  }

  // -- What is seen ------------------------------------------------------------------------

  render(state) {
    const { layers, depth, side } = state;
    const [written, seen] = [stack.write(layers), layers.slice(0, depth)];
    this.#once("image", `${written} ${side}`, () => this.#paint(state));
    const fields = layers.slice(0, depth).map((_, i) => geometry(layers.slice(0, i + 1), side));
    const [row, column] = [this.#at("row"), this.#at("column")];
    this.#outline(fields, row, column);
    this.#once("layers", `${written} ${side} ${depth}`, () => this.#showLayers(state));
    this.#measured.of(seen, state.weights, `${stack.write(seen)} ${state.weights}`);
    this.#once("shares", `${this.#measured.key} ${this.#measured.draws}`, () => this.#showShares());
    const { size, step } = this.field;
    this.imageTitle.textContent = side === 28 ? "On a digit of 28 pixels" : `On an image of ${side} pixels`;
    return this.#sentence(size, step, row, column);
  }

  // Draw a part only if what it shows, as `key` says, has changed.
  #once(part, key, draw) {
    if (this.#drawn[part] === key) return;
    this.#drawn[part] = key;
    draw();
  }

  #paint({ side, ...state }) {
    this.view = this.#look({ side, ...state });
    const { margin, cell, cells } = this.view;
    const picture = side === 28 ? this.pictures.digit : this.pictures.portrait;
    const value = (i) => {
      const [y, x] = [Math.floor(i / cells), i % cells].map((at) => ((at + 0.5) * cell - margin) / side);
      const inside = y >= 0 && y < 1 && x >= 0 && x < 1;
      return inside ? picture[Math.floor(y * picture.length)][Math.floor(x * picture.length)] : NaN;
    };
    this.image.show(Array.from({ length: cells * cells }, (_, i) => value(i)), [cells, cells], grey(0, 255));
  }

  #outline(fields, row, column) {
    const { margin, cell, cells } = this.view;
    const last = fields.at(-1);
    const middle = (at) => last.first + at * last.step + last.size / 2;
    const box = ({ size }) => {
      const along = (at) => [middle(at) - size / 2, middle(at) + size / 2].map((edge) => Math.min(cells, Math.max(0, (edge + margin) / cell)));
      const [[top, bottom], [left, right]] = [along(row), along(column)];
      return { row: top, column: left, rows: bottom - top, columns: right - left };
    };
    const edge = margin / cell;
    this.image.outline("border", margin ? { row: edge, column: edge, rows: cells - 2 * edge, columns: cells - 2 * edge } : null);
    this.image.outline("below", fields.slice(0, -1).map(box));
    this.image.outline("look", box(last));
  }

  #showLayers({ layers, depth }) {
    this.depth.max = layers.length;
    this.depth.value = depth;
    this.depthSaid.textContent = `${depth} of ${layers.length}`;
    const most = geometry(layers, this.state.side).size;
    const rows = layers.map((layer, i) => {
      const { size, step } = geometry(layers.slice(0, i + 1), this.state.side);
      const bar = h("span", { class: "bar" });
      bar.style.width = `${(100 * size) / most}%`;
      const sees = h("div", {}, h("span", {}, String(size)), h("span", { class: "track" }, bar));
      const row = h("tr", {}, h("th", { scope: "row" }, `${i + 1} ${named(layer)}`), h("td", {}, String(step)), h("td", { class: "sees" }, sees));
      if (i + 1 === depth) row.setAttribute("aria-current", "true");
      if (i + 1 > depth) row.className = "above";
      return row;
    });
    this.rows.replaceChildren(...rows);
    const current = rows[depth - 1];
    const hidden = current.offsetTop + current.offsetHeight - this.box.clientHeight - this.box.scrollTop;
    if (hidden > 0) this.box.scrollTop += hidden;
    else if (current.offsetTop < this.box.scrollTop + 30) this.box.scrollTop = current.offsetTop - 30;
  }

  #showShares() {
    const { shares, draws } = this.#measured;
    const side = Math.round(Math.sqrt(shares.length));
    const block = Math.ceil(side / CELLS);
    const cells = Math.ceil(side / block);
    const sums = new Float64Array(cells * cells);
    for (let i = 0, at = 0; i < side; i++)
      for (let j = 0; j < side; j++) sums[Math.floor(i / block) * cells + Math.floor(j / block)] += shares[at++];
    this.counts.show(sums, [cells, cells], grey(0, sums.reduce((a, b) => Math.max(a, b), 0)));
    this.half = halfSide(shares);
    const { half } = this;
    const from = (side - half) / 2 / block;
    this.counts.outline("look", { row: from, column: from, rows: half / block, columns: half / block });
    this.measureTitle.textContent = draws ? `Measured, ${draws} random networks` : "What each pixel counts";
  }

  #sentence(size, step, row, column) {
    const { shares, draws, done } = this.#measured;
    const sees = `Output pixel ${row}, ${column} sees ${size} by ${size} pixels; the next one sees ${step} further on.`;
    if (!done) return sees;
    const percent = (place) => `${short(100 * shares[place], 2)} %`; // equal weights: all are 1
    const middle = Math.floor(size / 2) * (size + 1);
    const inner = this.half < size ? ` Half of what counts lies in the ${this.half} by ${this.half} in the middle.` : "";
    const each = draws || size > 31 ? "" : ` The middle counts for ${percent(middle)}, a corner for ${percent(0)}.`;
    return `${sees}${inner}${each}`;
  }
}

customElements.define("cnn-receptive-field", ReceptiveField);
