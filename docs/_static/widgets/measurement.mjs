// Measures how much each pixel of a field counts, a few milliseconds in each frame.

import { equalShares, geometry, randomGradient, seeded } from "./field.mjs";

const DRAWS = 30; // random networks that a measurement takes
const SHOWN = [1, 2, 3, 5, 10, 20, DRAWS]; // after how many of them one sees it anew
const BUDGET = 5; // milliseconds of a frame

export class Measurement {
  // `changed()` is called when there is more to see.
  constructor(changed) {
    Object.assign(this, { changed, key: "", shares: null, draws: 0, done: true });
    this.frame = 0;
  }

  // Measure `layers`, unless `key` says that these are measured already.
  of(layers, weights, key) {
    if (key === this.key) return;
    this.stop();
    Object.assign(this, { key, draws: 0, done: weights === "equal" });
    if (this.done) this.shares = equalShares(layers);
    else this.#draw(layers);
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.key = "";
  }

  // Add up the gradients of random networks, the same ones each time.
  #draw(layers) {
    const random = seeded(1);
    this.shares = new Float64Array(geometry(layers, 1e6).size ** 2);
    let run = randomGradient(layers, random);
    const go = () => {
      const end = performance.now() + BUDGET;
      while (performance.now() < end && !this.done) {
        const { value, done } = run.next();
        if (!done) continue;
        value.forEach((slope, i) => { this.shares[i] += Math.abs(slope); });
        this.draws += 1;
        this.done = this.draws === DRAWS;
        run = randomGradient(layers, random);
      }
      if (!this.done) this.frame = requestAnimationFrame(go);
      if (SHOWN.includes(this.draws)) this.changed();
    };
    this.frame = requestAnimationFrame(go);
  }
}
