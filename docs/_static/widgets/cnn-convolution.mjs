// The convolution explorer: move a window over an image and see each answer being made.

import { conv2d, outputSize, pad, tensor } from "./cnn.mjs";
import { grey, signed } from "./colours.mjs";
import { Widget, fetchJson, h } from "./element.mjs";
import { count, factor, short } from "./format.mjs";
import { PixelGrid } from "./grid.mjs";
import { KernelEditor, named, resized, scaleOfAnswers } from "./kernel.mjs";
import { CROSS, DRAWN, IMAGES, pictured } from "./pictures.mjs";
import { Slide } from "./slide.mjs";
import { bits, choice, flag, numbers, whole } from "./state.mjs";

const SMALL = 8; // pixels a side up to which their numbers are written into them
const WORDS = { hand: "Image", step: "Step edge", digit: "Digit", photograph: "Photograph", draw: "Drawing" };

class Convolution extends Widget {
  static codecs = {
    image: choice(...IMAGES.map(([name]) => name)),
    kernel: numbers([9, 25, 27, 75], 99),
    size: whole(3, 5),
    turned: flag,
    stride: whole(1, 3),
    padding: whole(0, 2),
    mode: choice("zeros", "reflect", "circular"),
    dilation: whole(1, 3),
    channels: whole(1, 3),
    row: whole(0, 99),
    column: whole(0, 99),
    slice: whole(0, 2),
    drawing: bits(DRAWN ** 2),
  };
  static defaults = {
    image: "hand", kernel: [1, 2, 0, 0, -1, 0, 0, 0, -2], size: 3, turned: false, stride: 1, padding: 0,
    mode: "zeros", dilation: 1, channels: 1, row: 0, column: 1, slice: 0, drawing: CROSS,
  };

  #pen = { row: 0, column: 0, on: 1 };

  async prepare() {
    const { pictures, kernels } = await fetchJson("pictures.json");
    Object.assign(this, { pictures, kernels });
  }

  // -- The state that can be shown ------------------------------------------------

  fit(state) {
    const size = state.size === 5 ? 5 : 3;
    const channels = state.channels === 3 && state.image === "photograph" ? 3 : 1;
    const side = pictured(this.pictures, { ...state, channels }).x.shape[2];
    let { dilation } = state;
    while (dilation > 1 && dilation * (size - 1) >= side + 2 * state.padding) dilation -= 1;
    const last = outputSize(side, size, { ...state, dilation }) - 1;
    const [row, column] = [Math.min(state.row, last), Math.min(state.column, last)];
    const kernel = named(this.kernels, resized(state.kernel, size, channels));
    const slice = Math.min(state.slice, channels - 1);
    return { ...state, size, channels, dilation, row, column, slice, kernel };
  }

  #compute(state) {
    const { size, channels, kernel, turned, stride, padding, dilation, mode } = state;
    const { x, most } = pictured(this.pictures, state);
    const plane = size * size;
    const laid = kernel.map((_, i) => kernel[turned ? i - (i % plane) + plane - 1 - (i % plane) : i]);
    const weight = tensor(Float64Array.from(laid), 1, channels, size, size);
    const options = { stride, padding, dilation, paddingMode: mode };
    return { x, laid, most, padded: pad(x, padding, mode), answers: conv2d(x, weight, null, options) };
  }

  // -- What it is made of ----------------------------------------------------------

  build() {
    const at = () => ({ row: this.state.row, column: this.state.column, rows: this.rows, columns: this.rows });
    const go = (row, column) => this.#go(row, column);
    const drawing = () => this.state.image === "draw";
    this.input = new PixelGrid({
      label: "Image",
      place: () => (drawing() ? { ...this.#pen, rows: DRAWN, columns: DRAWN } : at()),
      move: (row, column) => (drawing() ? this.#penTo(row, column) : go(row, column)),
      point: (row, column, event) => this.#pointed(row, column, event),
      press: (row, column) => drawing() && this.#paint(row, column, 1 - this.state.drawing[row * DRAWN + column]),
    });
    this.output = new PixelGrid({ label: "Output", place: at, move: go });
    this.window = new PixelGrid({ label: "Pixels in the window" });
    this.products = new PixelGrid({ label: "Products" });
    this.editor = new KernelEditor((kernel) => this.set({ kernel }));
    this.sum = h("b", { class: "sum" });
    this.scale = h("div", { class: "scale" });
    this.inputTitle = h("p", { class: "is-input" });
    this.outputTitle = h("p", { class: "is-output" });
    this.counts = h("dl");
    const panel = (title, grid, ...more) => h("div", { class: "panel" }, title, grid.element, ...more);
    const title = (text, role) => h("p", { class: role }, text);
    this.slices = this.choices("slice", "of channel", [[0, "red"], [1, "green"], [2, "blue"]]);
    return [
      this.#controls(),
      h("div", { class: "panels" }, panel(this.inputTitle, this.input), panel(this.outputTitle, this.output, this.scale)),
      h("div", { class: "making" },
        panel(title("pixels", "is-input"), this.window),
        h("span", { class: "sign" }, "×"),
        panel(title("weights", "is-kernel"), this.editor),
        h("span", { class: "sign" }, "="),
        panel(title("products"), this.products),
        h("div", { class: "answer" }, h("span", {}, "their sum"), this.sum, this.slices)),
      this.#options(),
      this.counts,
    ];
  }

  #controls() {
    const names = { identity: "identity", box: "box blur", gaussian: "Gaussian blur", gaussian5: "Gaussian, 5 by 5", sharpen: "sharpen", emboss: "emboss", sobel_x: "Sobel across", sobel_y: "Sobel down", diagonal: "diagonal", laplacian: "Laplacian" };
    const kernels = Object.entries(this.kernels).map(([name, rows]) => [names[name] ?? name, (state) => (
      { kernel: resized(rows.flat(), rows.length, state.channels), size: rows.length })]);
    this.slide = new Slide({ total: () => this.rows ** 2, show: (reached) => this.#reached(reached) });
    kernels.push(["without symmetry", ({ channels }) => ({ kernel: resized(Convolution.defaults.kernel, 3, channels), size: 3 })]);
    const kernel = this.presets("Kernel", kernels, ["kernel", "size"]);
    return h("div", { class: "controls" }, this.menu("image", "Image", IMAGES), kernel, this.slide.element);
  }

  #options() {
    const few = [1, 2, 3].map((value) => [value, String(value)]);
    const fields = [
      this.choices("stride", "Stride", few),
      this.choices("padding", "Padding", [[0, "0"], [1, "1"], [2, "2"]]),
      this.choices("dilation", "Dilation", few),
      this.choices("mode", "Beyond the border", [["zeros", "zeros"], ["reflect", "mirror"], ["circular", "around"]]),
      this.choices("size", "Kernel size", [[3, "3 × 3"], [5, "5 × 5"]]),
      this.choices("turned", "Kernel", [[false, "as it is"], [true, "turned"]]),
      this.choices("channels", "Channels (photograph)", [[1, "grey"], [3, "colour"]]),
    ];
    const names = ["stride", "padding", "dilation", "mode", "turned", "channels"];
    const open = names.some((name) => this.state[name] !== this.start[name]) ? "" : undefined;
    return h("details", { class: "options", open }, h("summary", {}, "Stride, padding, dilation, channels"), h("div", { class: "fields" }, ...fields));
  }

  // -- What the hand does -----------------------------------------------------------

  #go(row, column) {
    this.slide.end();
    this.set({ row, column });
  }

  // So many answers are there: the window stands where the last of them was made.
  #reached(answers) {
    const last = Math.min(answers, this.rows ** 2) - 1;
    this.set(answers === Infinity ? {} : { row: Math.floor(last / this.rows), column: last % this.rows });
  }

  #pointed(row, column, event) {
    const { padding, stride, dilation, size } = this.state;
    if (this.state.image === "draw") {
      const place = [row - padding, column - padding];
      if (place.some((at) => at < 0 || at >= DRAWN)) return;
      if (event.type === "pointerdown") this.#pen.on = 1 - this.state.drawing[place[0] * DRAWN + place[1]];
      this.#paint(...place, this.#pen.on);
      return;
    }
    const reach = (dilation * (size - 1)) / 2;
    const nearest = (at) => Math.min(this.rows - 1, Math.max(0, Math.round((at - reach) / stride)));
    this.#go(nearest(row), nearest(column));
  }

  #penTo(row, column) {
    const { padding, stride, dilation, size } = this.state;
    const reach = (dilation * (size - 1)) / 2;
    const nearest = (at) => Math.min(this.rows - 1, Math.max(0, Math.round((at + padding - reach) / stride)));
    Object.assign(this.#pen, { row, column });
    this.#go(nearest(row), nearest(column));
  }

  #paint(row, column, on) {
    const drawing = this.state.drawing.slice();
    drawing[row * DRAWN + column] = on;
    this.#penTo(row, column);
    this.set({ drawing });
  }

  // -- What is seen ---------------------------------------------------------------------

  render(state) {
    const { x, laid, most, padded, answers } = this.#compute(state);
    const { size, stride, dilation, padding, row, column, channels, slice } = state;
    this.rows = answers.shape[2];
    const side = padded.shape[2];
    this.slices.hidden = channels === 1;
    this.input.element.classList.toggle("drawing", state.image === "draw");
    this.#showImage(padded, most, state);
    const [top, left] = [row, column].map((at) => at * stride);
    const taps = Array.from({ length: size * size }, (_, i) => ({ row: top + dilation * Math.floor(i / size), column: left + dilation * (i % size) }));
    const reach = dilation * (size - 1) + 1;
    this.input.outline("border", padding ? { row: padding, column: padding, rows: side - 2 * padding, columns: side - 2 * padding } : null);
    this.input.outline("taps", dilation > 1 ? taps : null);
    this.input.outline("look", { row: top, column: left, rows: reach, columns: reach });
    this.#showAnswers(answers, laid, most, state);
    const offset = slice * side * side;
    const seen = taps.map((tap) => padded.data[offset + tap.row * side + tap.column]);
    const weights = laid.slice(slice * size * size, (slice + 1) * size * size);
    const made = seen.map((value, i) => value * weights[i]);
    const write = (values) => values.map((value) => short(value, size === 5 ? 1 : 2));
    this.window.show(seen, [size, size], grey(0, most), write(seen));
    this.products.show(made, [size, size], signed(Math.max(most, ...made.map(Math.abs))), write(made));
    this.editor.show(weights, laid, size, slice, state.turned);
    const answer = answers.data[row * this.rows + column];
    this.sum.textContent = short(answer, 2);
    this.#showCounts(x.shape[2], state);
    return this.#sentence(answer, made, state);
  }

  #showImage(padded, most, state) {
    const side = padded.shape[2];
    const plane = padded.data.subarray(0, side * side);
    const colour = (value, i) => [0, 1, 2].map((channel) => Math.round(255 * padded.data[channel * side * side + i]));
    const texts = state.image === "hand" && side <= SMALL ? [...plane].map((value) => short(value)) : null;
    this.input.show(plane, [side, side], state.channels === 3 ? colour : grey(0, most), texts);
    const around = state.padding ? `, padded by ${state.padding}` : "";
    this.inputTitle.textContent = `${WORDS[state.image]}${around}`;
    this.input.label = `${WORDS[state.image]}${around}. Arrow keys move the window${state.image === "draw" ? ", Space paints a pixel" : ""}.`;
  }

  #showAnswers(answers, laid, most, state) {
    const values = answers.data.map((value, i) => (i < this.slide.reached ? value : NaN));
    const { scale, ends, keeps } = scaleOfAnswers(answers.data, laid, most);
    const texts = this.rows <= SMALL ? [...values].map((value) => (Number.isNaN(value) ? "" : short(value, 1))) : null;
    this.output.show(values, [this.rows, this.rows], scale, texts);
    this.output.outline("look", { row: state.row, column: state.column });
    this.outputTitle.textContent = `Output, ${this.rows} by ${this.rows}`;
    this.output.label = `Output, ${this.rows} by ${this.rows} pixels. Arrow keys move the window.`;
    this.scale.classList.toggle("signed", !keeps);
    this.scale.replaceChildren(...ends.map((end) => h("span", {}, short(end))));
  }

  #showCounts(side, { size, stride, padding, dilation, channels }) {
    const many = channels * size * size;
    const weights = channels > 1 ? `${channels} × ${size} × ${size} = ${many}` : `${size} × ${size} = ${many}`;
    const inside = `${side} + 2 × ${padding} − ${dilation} × (${size} − 1) − 1`;
    const line = (name, ...text) => [h("dt", {}, name), h("dd", {}, ...text)];
    this.counts.replaceChildren(
      ...line("Output size", "⌊ (", inside, `) / ${stride} ⌋ + 1 = `, h("b", {}, String(this.rows))),
      ...line("Weights", weights),
      ...line("Multiply-adds", `${many} × ${this.rows} × ${this.rows} = `, h("b", {}, count(many * this.rows ** 2))));
  }

  #sentence(answer, made, { row, column, channels, size, turned }) {
    if (this.slide.moving) return "The window slides, and the output fills.";
    const products = made.length > 9 || channels > 1 ? "" : `: ${made.map((value) => factor(value)).join(" + ")}`;
    const how = turned ? " The kernel is turned by 180 degrees, as in a mathematician’s convolution." : "";
    return `Row ${row}, column ${column}: ${channels * size * size} products add up to ${short(answer)}${products}.${how}`;
  }
}

customElements.define("cnn-convolution", Convolution);
