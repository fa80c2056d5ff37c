// A grid of pixels that one can point at, walk over with the arrow keys, and outline.
//
// The pixels are a canvas of one point a pixel, which data colours fill; lines, outlines
// and numbers are SVG above it, in the colours of the page, so that they follow its theme.

import { readableOn } from "./colours.mjs";
import { h, svg } from "./element.mjs";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const JUMPS = { Home: [0, -Infinity], End: [0, Infinity], PageUp: [-Infinity, 0], PageDown: [Infinity, 0] };
const MOST_LINES = 16; // pixels a side up to which lines stand between them

export class PixelGrid {
  // label: what a screen reader calls it. If it can be moved over: `place()` returns
  // { row, column, rows, columns }, where the cursor is and how far it can go, and
  // `move(row, column)` is told where to. `point(row, column, event)`, if given, is
  // told instead which pixel the pointer is on; `press(row, column)` of Space and Enter.
  constructor({ label, place, move, point, press }) {
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.marks = svg("svg", { "aria-hidden": "true", preserveAspectRatio: "none" });
    this.lines = svg("path", { class: "lines" });
    this.numbers = svg("g", { class: "numbers" });
    this.outlines = new Map();
    this.marks.append(this.lines, this.numbers);
    this.element = h("div", { class: "pixel-grid", role: "img", "aria-label": label }, this.canvas, this.marks);
    this.size = [0, 0];
    if (move) this.#moves({ place, move, point: point ?? move, press });
  }

  set label(text) { this.element.setAttribute("aria-label", text); }

  // Show rows of values. `scale` turns a value into a colour; a value that is not a
  // number stays paper. `texts`, one for each pixel, are written into them.
  show(values, [rows, columns], scale, texts = null) {
    if (this.size[0] !== rows || this.size[1] !== columns) this.#resize(rows, columns);
    const image = this.context.createImageData(columns, rows);
    const colours = texts && [];
    for (let i = 0; i < rows * columns; i++) {
      const known = !Number.isNaN(values[i]);
      const rgb = known ? scale(values[i], i) : [0, 0, 0];
      for (let part = 0; part < 3; part++) image.data[4 * i + part] = rgb[part];
      image.data[4 * i + 3] = known ? 255 : 0;
      if (texts) colours.push(known ? readableOn(rgb) : "on-paper");
    }
    this.context.putImageData(image, 0, 0);
    this.#write(texts ?? [], colours ?? [], columns);
  }

  // Outline rectangles of pixels, or with `null` none; `name` is the outline's class too.
  outline(name, boxes) {
    if (!this.outlines.has(name)) {
      this.outlines.set(name, svg("path", { class: `outline ${name}` }));
      this.marks.append(this.outlines.get(name));
    }
    const path = ({ row, column, rows = 1, columns = 1 }) => `M${column} ${row}h${columns}v${rows}h${-columns}z`;
    this.outlines.get(name).setAttribute("d", [boxes ?? []].flat().map(path).join(""));
  }

  #resize(rows, columns) {
    this.size = [rows, columns];
    [this.canvas.width, this.canvas.height] = [columns, rows];
    this.context = this.canvas.getContext("2d");
    this.marks.style.setProperty("--cells", columns);
    this.marks.setAttribute("viewBox", `0 0 ${columns} ${rows}`);
    const across = Array.from({ length: rows + 1 }, (_, i) => `M0 ${i}h${columns}`);
    const down = Array.from({ length: columns + 1 }, (_, j) => `M${j} 0v${rows}`);
    this.lines.setAttribute("d", Math.max(rows, columns) > MOST_LINES ? `M0 0h${columns}v${rows}h-${columns}z` : [...across, ...down].join(""));
  }

  #write(texts, colours, columns) {
    while (this.numbers.childElementCount > texts.length) this.numbers.lastChild.remove();
    texts.forEach((text, i) => {
      const node = this.numbers.children[i] ?? this.numbers.appendChild(svg("text"));
      node.setAttribute("x", (i % columns) + 0.5);
      node.setAttribute("y", Math.floor(i / columns) + 0.5);
      node.setAttribute("class", `${colours[i]} ${text.length > 3 ? "long" : ""}`);
      if (node.textContent !== text) node.textContent = text;
    });
  }

  // One stop of the Tab key; arrows walk, Home, End and Page go to the ends.
  #moves({ place, move, point, press }) {
    const { element } = this;
    element.setAttribute("role", "application");
    element.setAttribute("aria-roledescription", "pixel grid");
    element.tabIndex = 0;
    element.addEventListener("keydown", (event) => {
      const step = STEPS[event.key] ?? JUMPS[event.key];
      const { row, column, rows, columns } = place();
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (step) {
        const within = (value, size) => Math.min(size - 1, Math.max(0, value));
        move(within(row + step[0], rows), within(column + step[1], columns));
      } else if (press && (event.key === " " || event.key === "Enter")) press(row, column);
      else return;
      event.preventDefault();
    });
    let pressed = false;
    const pointed = (event) => {
      const box = this.marks.getBoundingClientRect();
      const along = (at, start, length, size) => Math.min(size - 1, Math.max(0, Math.floor(((at - start) / length) * size)));
      const row = along(event.clientY, box.top, box.height, this.size[0]);
      point(row, along(event.clientX, box.left, box.width, this.size[1]), event);
    };
    element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      pressed = true;
      element.setPointerCapture(event.pointerId);
      pointed(event);
    });
    element.addEventListener("pointermove", (event) => pressed && pointed(event));
    for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => { pressed = false; });
  }
}
