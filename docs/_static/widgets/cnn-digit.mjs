// Draw a digit: a trained LeNet-5 reads it as it is drawn, and shows how.

import { softmax, tensor } from "./cnn.mjs";
import { grey } from "./colours.mjs";
import { Widget, fetchBytes, fetchJson, h, inSight, svg } from "./element.mjs";
import { percent, short } from "./format.mjs";
import { PixelGrid } from "./grid.mjs";
import { Inside } from "./inside.mjs";
import { likeness, loadWeights, run } from "./network.mjs";
import { SIDE, draw, extended, lines } from "./pen.mjs";
import { BOX, CENTRE, READY, prepareDigit } from "./prepare.mjs";
import { STAGES, countOf } from "./stages.mjs";
import { choice, flag, whole } from "./state.mjs";

const LENET = "lenet-shifted-0";
const DENSE = "dense_network-0";
const LAST_MAPS = STAGES.pool2.made;
const STEP = 4; // pixels that an arrow key moves the pen
const COVER = 8; // pixels a side of what covers a part
const PLACES = READY - COVER + 1; // where it can lie, along one axis
const PIXELS = READY * READY;
const a = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;
const best = (shares) => shares.reduce((found, share, digit) => (share > shares[found] ? digit : found), 0);

class Digit extends Widget {
  static codecs = {
    picked: whole(-1, 19),
    drawing: lines,
    cover: whole(-1, PLACES ** 2 - 1),
    inside: flag,
    stage: choice(...Object.keys(STAGES).filter((name) => name !== "image")),
    at: whole(0, 9999),
  };
  static defaults = { picked: 7, drawing: [], cover: -1, inside: false, stage: "conv1", at: 1188 };

  #pen = { row: SIDE / 2, column: SIDE / 2, down: false };

  async prepare() {
    await inSight(this);
    const [facts, digits, examples, lenet, dense] = await Promise.all([
      fetchJson("digits.json"), fetchBytes("digits.bin"), fetchBytes("examples.bin"), loadWeights(LENET), loadWeights(DENSE),
    ]);
    Object.assign(this, { ...facts, known: examples, lenet, dense });
    this.digits = facts.labels.map((_, i) => Float32Array.from(digits.subarray(i * PIXELS, (i + 1) * PIXELS), (level) => level / 255));
  }

  fit(state) {
    const drawing = state.picked < 0 ? state.drawing : [];
    return { ...state, drawing, at: Math.min(state.at, countOf(state.stage) - 1) };
  }

  // -- What it is made of --------------------------------------------------------------

  build() {
    const panel = (title, ...parts) => h("div", { class: "panel" }, title, ...parts);
    const button = (text, click) => h("button", { type: "button", click }, text);
    this.undo = button("Undo", () => this.set({ drawing: this.state.drawing.slice(0, -1) }));
    this.clear = button("Clear", () => this.#draw([]));
    this.uncover = button("Uncover", () => this.set({ cover: -1 }));
    const buttons = (...these) => h("div", { class: "buttons" }, ...these);
    this.ready = this.#makeReady();
    return [
      h("div", { class: "desk" },
        panel(h("p", {}, "Draw a digit here"), this.#makePad(), buttons(this.undo, this.clear)),
        panel(h("p", { class: "is-input" }, "What the networks see"), this.ready.element, buttons(this.uncover, h("span", { class: "hint" }, "Point at it to cover a part."))),
        this.#makeAnswers()),
      this.#makeSteps(),
      this.choices("picked", "Or pick a real one, of those the networks have never seen", this.labels.map((label, i) => [i, this.#thumb(label, i)])),
      this.#makeInside(),
    ];
  }

  #makePad() {
    this.line = svg("path", { class: "line" });
    this.cursor = svg("circle", { class: "pen", r: STEP });
    this.pad = new PixelGrid({
      label: "Drawing pad. Arrow keys move the pen, Space puts it down and lifts it.",
      place: () => ({ ...this.#pen, rows: SIDE, columns: SIDE }),
      move: (row, column) => this.#penTo(...[[row, this.#pen.row], [column, this.#pen.column]].map(([to, from]) => (Math.abs(to - from) === 1 ? from + STEP * (to - from) : to))),
      point: (row, column, event) => this.#pointed(row, column, event.type === "pointerdown"),
      press: (row, column) => this.#press(row, column),
    });
    this.pad.element.classList.add("pad");
    this.pad.show(new Float32Array(SIDE * SIDE).fill(NaN), [SIDE, SIDE], grey());
    const hint = ["with the mouse,", "a finger or keys"].map((text, i) => svg("text", { x: SIDE / 2, y: SIDE / 2 + 10 * i - 5 }, text));
    this.pad.marks.append(svg("g", { class: "invitation" }, ...hint), this.line, this.cursor);
    return this.pad.element;
  }

  #makeReady() {
    const corner = () => (this.state.cover < 0 ? [PLACES >> 1, PLACES >> 1] : [Math.floor(this.state.cover / PLACES), this.state.cover % PLACES]);
    const lay = (row, column) => this.set({ cover: row * PLACES + column });
    const within = (at) => Math.min(PLACES - 1, Math.max(0, at - COVER / 2));
    return new PixelGrid({
      label: "The prepared image, 28 by 28 pixels. Arrow keys move a cover over it, Space takes it away.",
      place: () => ({ row: corner()[0], column: corner()[1], rows: PLACES, columns: PLACES }),
      move: lay,
      point: (row, column) => lay(within(row), within(column)),
      press: (row, column) => (this.state.cover < 0 ? lay(row, column) : this.set({ cover: -1 })),
    });
  }

  #makeAnswers() {
    this.said = [h("b", {}), h("b", {})];
    this.rows = Array.from({ length: 10 }, (_, digit) => {
      const cells = ["lenet", "dense"].map((name) => h("td", {}, h("span", { class: `bar ${name}` }), h("span", { class: "share" })));
      return { row: h("tr", {}, h("th", { scope: "row" }, digit), ...cells), cells };
    });
    const head = ["LeNet-5", "dense network"].map((name, i) => h("th", { scope: "col" }, name, this.said[i]));
    this.verdict = h("p", { class: "verdict" });
    const table = h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), ...head)), h("tbody", {}, ...this.rows.map(({ row }) => row)));
    return h("div", { class: "answers" }, table, this.verdict);
  }

  #makeSteps() {
    this.clean = new PixelGrid({ label: "The ink in white on black, and its box" });
    this.scaled = new PixelGrid({ label: "What is in the box, made smaller" });
    this.laid = new PixelGrid({ label: "The same in the middle of black" });
    this.steps = h("ol", { class: "steps" },
      h("li", {}, this.clean.element, h("span", {}, "Ink is white, paper black. What is inked is boxed.")),
      h("li", {}, this.scaled.element, h("span", {}, `The box is scaled: its longer side gets ${BOX} pixels.`)),
      h("li", {}, this.laid.element, h("span", {}, `Its centre of mass goes to row ${CENTRE}, column ${CENTRE} of ${READY} × ${READY} pixels.`)));
    this.made = h("p", {}, "This digit was made ready by MNIST’s authors: black and white, its longer side 20 pixels, its centre of mass in the middle. What you draw goes through the same steps.");
    return h("div", { class: "preparation" }, this.steps, this.made);
  }

  #thumb(label, i) {
    const canvas = h("canvas", { width: READY, height: READY, role: "img", "aria-label": a(label) });
    const image = new ImageData(READY, READY);
    this.digits[i].forEach((share, at) => image.data.set([255 * share, 255 * share, 255 * share, 255], 4 * at));
    canvas.getContext("2d").putImageData(image, 0, 0);
    return canvas;
  }

  #makeInside() {
    this.inside = new Inside((stage, at) => this.set({ stage, at }));
    const toggle = () => details.open !== this.state.inside && this.set({ inside: details.open });
    const details = h("details", { toggle }, h("summary", {}, "Look inside: every map, and what made each number"), ...this.inside.build());
    this.details = details;
    return details;
  }

  // -- What the hand does ---------------------------------------------------------------

  #draw(drawing) { this.set({ drawing, picked: -1 }); }

  #pointed(row, column, begin) {
    Object.assign(this.#pen, { row, column, down: false });
    this.#draw(extended(this.state.drawing, [column, row], begin));
  }

  #penTo(row, column) {
    const [y, x] = [row, column].map((at) => Math.min(SIDE - 1, Math.max(0, at)));
    Object.assign(this.#pen, { row: y, column: x });
    if (this.#pen.down) this.#draw(extended(this.state.drawing, [x, y], false));
    else this.set({});
  }

  #press(row, column) {
    this.#pen.down = !this.#pen.down;
    if (this.#pen.down) this.#draw(extended(this.state.drawing, [column, row], true));
    else this.set({});
  }

  // -- What is seen -----------------------------------------------------------------------

  render(state) {
    const prepared = state.picked < 0 ? prepareDigit(draw(state.drawing), SIDE) : null;
    const digit = state.picked < 0 ? prepared?.digit ?? new Float32Array(PIXELS) : this.digits[state.picked];
    const image = tensor(covered(digit, state.cover), 1, 1, READY, READY);
    const made = run("lenet", image, this.lenet);
    const shares = [made, run("dense_network", image, this.dense)].map((each) => [...softmax(each.at(-1)).data]);
    const like = likeness(made[LAST_MAPS], this.known);
    this.#showPad(state);
    this.#showReady(image.data, prepared, state);
    this.#showAnswers(shares, like);
    this.details.open = state.inside;
    const chosen = { stage: state.stage, at: state.at };
    if (state.inside) this.inside.show({ image: image.data, made, weights: this.lenet }, this.ready, chosen);
    else this.ready.outline("window", null);
    return this.#sentence(shares, like, prepared, state);
  }

  #showPad({ drawing }) {
    this.line.setAttribute("d", drawing.map((line) => `M${line.map(([x, y]) => `${x + 0.5} ${y + 0.5}`).join("L")}${line.length === 1 ? "h0" : ""}`).join(""));
    this.cursor.setAttribute("cx", this.#pen.column + 0.5);
    this.cursor.setAttribute("cy", this.#pen.row + 0.5);
    this.cursor.classList.toggle("down", this.#pen.down);
    this.pad.element.classList.toggle("blank", drawing.length === 0);
    this.undo.disabled = this.clear.disabled = drawing.length === 0;
  }

  #showReady(image, prepared, { cover }) {
    this.ready.show(image, [READY, READY], grey());
    this.ready.outline("cover", cover < 0 ? null : { row: Math.floor(cover / PLACES), column: cover % PLACES, rows: COVER, columns: COVER });
    this.uncover.disabled = cover < 0;
    this.steps.classList.toggle("gone", !prepared);
    this.made.classList.toggle("gone", Boolean(prepared));
    if (!prepared) return;
    this.clean.show(prepared.clean, [SIDE, SIDE], grey());
    this.clean.outline("look", prepared.box);
    const [height, width] = prepared.size;
    const square = Float32Array.from({ length: BOX * BOX }, (_, i) => {
      const [row, column] = [Math.floor(i / BOX), i % BOX];
      return row < height && column < width ? prepared.scaled[row * width + column] : NaN;
    });
    this.scaled.show(square, [BOX, BOX], grey());
    this.laid.show(prepared.digit, [READY, READY], grey());
    this.laid.outline("look", { row: CENTRE, column: CENTRE });
  }

  #showAnswers(shares, like) {
    shares.forEach((of, i) => {
      const top = best(of);
      this.said[i].textContent = top;
      this.rows.forEach(({ cells }, digit) => {
        const [bar, share] = cells[i].children;
        bar.style.width = `${100 * of[digit]}%`;
        share.textContent = percent(of[digit]);
        cells[i].classList.toggle("top", digit === top);
      });
    });
    const [enough, compared] = [like >= this.least, `Likeness to the nearest digit it learned from: ${short(like)}.`];
    this.verdict.classList.toggle("strange", !enough);
    this.verdict.replaceChildren(h("b", {}, enough ? "It looks like a digit." : "This does not look like a digit."), ` ${compared} Of real digits, ${Math.round(100 * this.passing)} % have ${short(this.least)} or more.`);
  }

  #sentence([lenet, dense], like, prepared, { picked, cover }) {
    const what = picked >= 0 ? `A real ${this.labels[picked]}` : prepared ? "Your drawing" : "An empty page";
    const said = (shares) => `${a(best(shares))}, ${percent(Math.max(...shares))} sure`;
    const looks = like >= this.least ? "" : " It does not look like a digit.";
    return `${what}${cover < 0 ? "" : ", partly covered"}: LeNet-5 says ${said(lenet)}; the dense network ${said(dense)}.${looks}`;
  }
}

// An image with a square of it black.
function covered(digit, cover) {
  if (cover < 0) return digit;
  const image = digit.slice();
  const [top, left] = [Math.floor(cover / PLACES), cover % PLACES];
  for (let row = top; row < top + COVER; row++) image.fill(0, row * READY + left, row * READY + left + COVER);
  return image;
}

customElements.define("cnn-digit", Digit);
