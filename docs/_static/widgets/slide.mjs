// Lets a window move by itself, answer by answer, at a speed one can follow.

import { h } from "./element.mjs";

const SECONDS = 7; // for a whole output, unless it is small

export class Slide {
  // `total()` is the number of answers; `show(reached)` is told how many are there.
  // When the last one is, or somebody takes over, all are: `show(Infinity)`.
  constructor({ total, show }) {
    Object.assign(this, { total, show, reached: Infinity, frame: 0 });
    this.play = h("button", { type: "button", class: "play", click: () => (this.moving ? this.end() : this.#begin()) }, "Slide");
    const step = h("button", { type: "button", click: () => this.#step() }, "Step");
    this.element = h("div", { class: "buttons" }, this.play, step);
  }

  get moving() { return this.frame !== 0; }

  end() {
    if (this.reached === Infinity) return;
    this.#halt();
    this.#to(Infinity);
  }

  #begin() {
    const total = this.total();
    const from = this.reached < total ? this.reached : 0;
    const speed = Math.max(2.5, total / SECONDS); // answers a second
    const start = performance.now();
    this.play.textContent = "Stop";
    const tick = (now) => {
      const reached = from + 1 + Math.floor(((now - start) * speed) / 1000);
      if (reached > total || !this.element.isConnected) return this.end();
      if (reached !== this.reached) this.#to(reached);
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  #step() {
    this.#halt();
    this.#to(this.reached < this.total() ? this.reached + 1 : 1);
  }

  #halt() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.play.textContent = "Slide";
  }

  #to(reached) {
    this.reached = reached;
    this.show(reached);
  }
}
