// The weights of a kernel as numbers that one can change.

import { grey, readableOn, signed } from "./colours.mjs";
import { h } from "./element.mjs";
import { short } from "./format.mjs";

const MOST = 99;

// Return the weights of a kernel (channels x side x side, or one channel of it) laid
// into the middle of another size: cut, or with zeros around; one channel is repeated.
export function resized(kernel, size, channels) {
  const given = kernel.length % 27 === 0 || kernel.length === 75 ? 3 : 1;
  const side = Math.round(Math.sqrt(kernel.length / given));
  const shift = (side - size) / 2;
  return Array.from({ length: channels * size * size }, (_, i) => {
    const [channel, row, column] = [Math.floor(i / size ** 2) % given, Math.floor((i % size ** 2) / size) + shift, (i % size) + shift];
    const inside = [row, column].every((at) => at >= 0 && at < side);
    return inside ? kernel[(channel * side + row) * side + column] : 0;
  });
}

// Return the named kernel that `kernel`, from a link, was before it was rounded.
export function named(kernels, kernel) {
  const texts = (values) => values.map((value) => value.toFixed(6)).join();
  const size = [9, 27].includes(kernel.length) ? 9 : 25;
  const exact = Object.values(kernels).map((rows) => rows.flat()).filter((flat) => flat.length === size)
    .find((flat) => texts(kernel.map((_, i) => flat[i % size])) === texts(kernel));
  return exact ? kernel.map((_, i) => exact[i % size]) : kernel;
}

// How to colour the answers of a kernel to pixels of up to `most`: grey if its weights
// keep the brightness, by their sum, or else with a sign, to a limit that holds them all.
export function scaleOfAnswers(answers, weights, most) {
  const total = weights.reduce((a, b) => a + b, 0);
  const keeps = total > 0.05 * weights.reduce((a, b) => a + Math.abs(b), 0);
  const limit = keeps ? total * most : nice(answers.reduce((a, b) => Math.max(a, Math.abs(b)), 0));
  return { keeps, scale: keeps ? grey(0, limit) : signed(limit), ends: keeps ? [0, limit] : [-limit, 0, limit] };
}

// The next of a few round numbers: a limit one can read.
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value - 1e-9) * power;
}

export class KernelEditor {
  constructor(change) {
    this.change = change;
    this.element = h("div", { class: "kernel" });
    this.inputs = [];
  }

  // Show the weights of one slice as they are laid on the image; `laid` are all slices.
  show(weights, laid, size, slice, turned) {
    if (this.inputs.length !== weights.length) this.#make(size);
    if (this.turned !== undefined && this.turned !== turned) this.#turn();
    Object.assign(this, { laid, slice, turned });
    const limit = 1.4 * Math.max(...weights.map(Math.abs), 1e-9); // the darkest are for the output
    weights.forEach((weight, i) => {
      const input = this.inputs[i];
      const rgb = signed(limit)(weight);
      input.className = readableOn(rgb);
      input.style.backgroundColor = `rgb(${rgb})`;
      if (document.activeElement !== input || Number(input.value) !== weight) input.value = String(Number(weight.toFixed(3)));
      input.title = short(weight, 6);
    });
  }

  #make(size) {
    const label = (i) => `weight in row ${Math.floor(i / size)}, column ${i % size}`;
    this.inputs = Array.from({ length: size * size }, (_, i) => h("input", {
      type: "number", step: "any", min: -MOST, max: MOST, "aria-label": label(i), input: () => this.#edited(i),
    }));
    this.element.replaceChildren(...this.inputs);
    this.element.dataset.size = size;
  }

  #edited(i) {
    const value = this.inputs[i].valueAsNumber;
    if (Number.isNaN(value)) return; // not a number yet
    const plane = this.inputs.length;
    const flat = this.laid.slice();
    flat[this.slice * plane + i] = Math.min(MOST, Math.max(-MOST, value));
    const back = (_, at) => flat[this.turned ? at - (at % plane) + plane - 1 - (at % plane) : at];
    this.change(flat.map(back));
  }

  // Let the turn be seen: the new weights come round from where they were.
  #turn() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.element.animate([{ rotate: "-180deg" }, { rotate: "0deg" }], { duration: 600, easing: "ease-in-out" });
  }
}
