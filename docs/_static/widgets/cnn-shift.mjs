// Move an object over an image: its map moves along, the halved map only at even steps,
// and of three networks some lose the digit.

import { softmax, tensor } from "./cnn.mjs";
import { grey } from "./colours.mjs";
import { Curves } from "./curves.mjs";
import { Widget, fetchBytes, fetchJson, h, inSight } from "./element.mjs";
import { percent, short } from "./format.mjs";
import { PixelGrid } from "./grid.mjs";
import { HALVINGS, featureMap, moved, movingError } from "./moves.mjs";
import { loadWeights, run } from "./network.mjs";
import { choice, whole } from "./state.mjs";

const SIDE = 28;
const MOST = 6; // pixels to each side
const STEPS = Array.from({ length: 2 * MOST + 1 }, (_, i) => i - MOST);
const NETWORKS = { dense_network: "dense", small_cnn: "CNN, flatten", shift_cnn: "CNN, global max" };
const WAYS = { stride: "stride 2", max: "max pooling", blur: "max, blur, stride" };
const FILTERS = [["sobel_x", "left to right"], ["sobel_y", "top to bottom"], ["laplacian", "all around"]];
const PHOTOGRAPH = -1;
const indexOfBest = (values) => values.reduce((best, value, at) => (value > values[best] ? at : best), 0);

class Shift extends Widget {
  static codecs = {
    picture: whole(PHOTOGRAPH, 9),
    x: whole(-MOST, MOST),
    y: whole(-MOST, MOST),
    filter: choice(...FILTERS.map(([name]) => name)),
    border: choice("zeros", "circular"),
    way: choice(...Object.keys(WAYS)),
  };
  static defaults = { picture: 4, x: 0, y: 0, filter: "sobel_x", border: "circular", way: "max" };

  #known = {}; // what was computed for a key
  #busy = false; // this frame has done its work
  #from = null; // where a drag began

  async prepare() {
    await inSight(this);
    const names = Object.keys(NETWORKS);
    const [{ kernels, pictures }, facts, digits, ...weights] = await Promise.all([
      fetchJson("pictures.json"), fetchJson("digits.json"), fetchBytes("digits.bin"), ...names.map((name) => loadWeights(`${name}-0`)),
    ]);
    const levels = (values) => tensor(Float32Array.from(values, (level) => level / 255), 1, 1, SIDE, SIDE);
    const [red, green, blue] = pictures.photograph.map((rows) => rows.flat());
    this.photograph = levels(red.map((value, i) => 0.299 * value + 0.587 * green[i] + 0.114 * blue[i]));
    const first = Array.from({ length: 10 }, (_, digit) => facts.labels.indexOf(digit) * SIDE * SIDE);
    this.digits = first.map((start) => levels(digits.subarray(start, start + SIDE * SIDE)));
    const kernel = (rows) => tensor(Float64Array.from(rows.flat()), 1, 1, rows.length, rows.length);
    this.kernels = Object.fromEntries(Object.entries(kernels).map(([name, rows]) => [name, kernel(rows)]));
    this.weights = Object.fromEntries(names.map((name, i) => [name, weights[i]]));
  }

  // -- What it is made of --------------------------------------------------------------

  build() {
    const walk = () => ({ row: this.state.y + MOST, column: this.state.x + MOST, rows: STEPS.length, columns: STEPS.length });
    this.image = new PixelGrid({
      label: "Image. Arrow keys move what is on it.",
      place: walk,
      move: (row, column) => this.set({ y: row - MOST, x: column - MOST }),
      point: (row, column, event) => this.#drag(row, column, event.type === "pointerdown"),
    });
    this.image.element.classList.add("movable");
    this.map = new PixelGrid({ label: "Feature map" });
    this.half = new PixelGrid({ label: "Halved map" });
    this.facts = ["", "", ""].map(() => h("div", { class: "fact" }));
    this.titles = ["is-input", "is-output", "is-output"].map((role) => h("p", { class: role }));
    const grids = [this.image, this.map, this.half];
    const panels = grids.map((grid, i) => h("div", { class: "panel" }, this.titles[i], grid.element, this.facts[i]));
    const arrow = { axis: "pixels to the right", xs: STEPS };
    this.changes = new Curves({ ...arrow, label: "Change of the halved map, three ways to halve", names: Object.values(WAYS), ticks: [[0, "0 %"], [0.5, "50 %"], [1, "100 %"]] });
    this.readings = new Curves({ ...arrow, label: "Certainty of three networks", names: Object.values(NETWORKS), ticks: [[0, "0 %"], [0.5, "50 %"], [1, "100 %"]] });
    this.unread = h("p", { class: "hint" }, "Choose a digit as the object, and three networks read it here.");
    return [this.#controls(), h("div", { class: "panels" }, ...panels), h("div", { class: "charts" }, this.changes.element, h("div", { class: "reading" }, this.readings.element, this.unread))];
  }

  #controls() {
    const words = (way) => (value) => `${Math.abs(value)} px ${value < 0 ? way[0] : way[1]}`;
    const pictures = [...this.digits.map((_, digit) => [digit, `a ${digit}`.replace("a 8", "an 8")]), [PHOTOGRAPH, "photograph, goes around"]];
    return h("div", { class: "controls" },
      this.slider("x", "Across:", STEPS, words(["left", "right"])),
      this.slider("y", "Down:", STEPS, words(["up", "down"])),
      this.menu("picture", "Object", pictures),
      this.menu("filter", "Filter", FILTERS),
      this.choices("border", "Beyond the border", [["zeros", "zeros"], ["circular", "around"]]),
      this.choices("way", "Halve the map by", Object.entries(WAYS)));
  }

  #drag(row, column, begins) {
    if (begins) this.#from = { row: row - this.state.y, column: column - this.state.x };
    const within = (value) => Math.min(MOST, Math.max(-MOST, value));
    this.set({ y: within(row - this.#from.row), x: within(column - this.#from.column) });
  }

  // -- What is computed ------------------------------------------------------------------

  // Compute once for a key: the last one of each name is kept.
  #once(name, key, compute) {
    if (this.#known[name]?.key !== key) this.#known[name] = { key, value: compute() };
    return this.#known[name].value;
  }

  #maps({ picture, filter, border }, x, y) {
    const around = picture === PHOTOGRAPH;
    const still = around ? this.photograph : this.digits[picture];
    const image = moved(still, y, x, { around });
    const map = featureMap(image, this.kernels[filter], border);
    const soft = this.kernels.gaussian5;
    const halves = Object.fromEntries(Object.entries(HALVINGS).map(([way, halve]) => [way, halve(map, soft)]));
    return { image, map, halves };
  }

  #errors(state, x, still, { halves } = this.#maps(state, x, state.y)) {
    const options = { stride: 2, around: state.picture === PHOTOGRAPH };
    return Object.keys(WAYS).map((way) => movingError(still.halves[way], halves[way], state.y, x, options));
  }

  // A table kept for a key. The first entry is made at once; of all others of all tables,
  // each frame makes one.
  #table(name, key, entries, compute) {
    const table = this.#once(name, key, () => new Map());
    const missing = entries.find((entry) => !table.has(entry));
    if (missing === undefined) return table;
    if (missing === entries[0] || !this.#busy) {
      table.set(missing, compute(missing));
      this.#busy = true;
    }
    this.set({}); // on with the next frame
    return table;
  }

  // The shares of each network at each step, where it stands first.
  #shares({ picture, x, y }) {
    const entries = [x, ...STEPS].flatMap((step) => Object.keys(NETWORKS).map((name) => `${name} ${step}`));
    const compute = (entry) => {
      const [name, step] = entry.split(" ");
      const image = moved(this.digits[picture], y, Number(step), { around: false });
      return [...softmax(run(name, image, this.weights[name]).at(-1)).data];
    };
    return this.#table("shares", `${picture} ${y}`, entries, compute);
  }

  // -- What is seen ------------------------------------------------------------------------

  render(state) {
    const { picture, filter, border, way, x, y } = state;
    this.#busy = false;
    const key = `${picture} ${filter} ${border}`;
    const still = this.#once("still", key, () => this.#maps(state, 0, 0));
    const now = this.#maps(state, x, y);
    const errors = this.#table("errors", `${key} ${y}`, [x, ...STEPS], (step) => this.#errors(state, step, still, step === x ? now : undefined));
    const along = movingError(still.map, now.map, y, x, { around: picture === PHOTOGRAPH });
    const here = errors.get(x);
    this.#showMaps(still, now, along, here, state);
    const rows = here.map((_, i) => STEPS.map((step) => errors.get(step)?.[i] ?? NaN));
    this.changes.show(rows, x, here.map(exactly));
    const read = picture === PHOTOGRAPH ? null : this.#showReadings(state);
    this.readings.element.classList.toggle("gone", !read);
    this.readings.title.textContent = read ? `Certainty that it is ${picture === 8 ? "an" : "a"} ${picture}` : "Certainty of three networks";
    this.unread.classList.toggle("gone", Boolean(read));
    const half = here[Object.keys(WAYS).indexOf(way)];
    const networks = read ? ` ${read.join("; ")}.` : "";
    const place = [x && `${Math.abs(x)} to the ${x < 0 ? "left" : "right"}`, y && `${Math.abs(y)} ${y < 0 ? "up" : "down"}`].filter(Boolean).join(" and ");
    return `${place ? `Moved by ${place}` : "Not moved"}: the map is off by ${exactly(along)}, the halved map by ${exactly(half)}.${networks}`;
  }

  #showMaps(still, now, along, here, { way, picture, x, y }) {
    const half = now.halves[way];
    const [top, bottom] = [Math.max(...still.map.data), Math.max(...still.halves[way].data)];
    this.image.show(now.image.data, [SIDE, SIDE], grey());
    this.map.show(now.map.data, [SIDE, SIDE], grey(0, top));
    this.half.show(half.data, [SIDE / 2, SIDE / 2], grey(0, bottom));
    const peaks = [[this.map, now.map], [this.half, half]].map(([grid, { data, shape }]) => {
      const at = indexOfBest(data);
      grid.outline("look", { row: Math.floor(at / shape[3]), column: at % shape[3] });
      return data[at];
    });
    this.titles.forEach((title, i) => { title.textContent = ["Image: drag it", "Feature map", `Halved: ${WAYS[way]}`][i]; });
    const lost = picture !== PHOTOGRAPH && Math.max(Math.abs(x), Math.abs(y)) > 4;
    this.facts[0].textContent = lost ? "A part may have left the image." : "";
    const tell = (node, peak, before, error, how) => node.replaceChildren("largest ", h("b", {}, short(peak)), ` (unmoved: ${short(before)}); ${how}: off by `, h("b", {}, exactly(error)));
    tell(this.facts[1], peaks[0], top, along, "moved along");
    tell(this.facts[2], peaks[1], bottom, here[Object.keys(WAYS).indexOf(way)], "moved along by half");
  }

  #showReadings(state) {
    const { picture, x } = state;
    const table = this.#shares(state);
    const names = Object.keys(NETWORKS);
    const rows = names.map((name) => STEPS.map((step) => table.get(`${name} ${step}`)?.[picture] ?? NaN));
    const now = names.map((name) => table.get(`${name} ${x}`));
    const read = now.map((shares) => shares && [indexOfBest(shares), percent(Math.max(...shares))]);
    this.readings.show(rows, x, read.map((said) => (said ? `reads ${said.join(", ")}` : "reads …")));
    return Object.values(NETWORKS).map((name, i) => read[i] && `${name}: ${read[i].join(", ")}`).filter(Boolean);
  }
}

// An error in percent; what is only rounding is none.
function exactly(error) {
  return error < 1e-6 ? "0 %" : `${(100 * error).toFixed(error < 0.095 ? 1 : 0)} %`;
}

customElements.define("cnn-shift", Shift);
