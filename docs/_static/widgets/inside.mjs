// Inside LeNet-5: its stages as maps one can walk over, and what made each of their numbers.

import { grey, signed } from "./colours.mjs";
import { h } from "./element.mjs";
import { short } from "./format.mjs";
import { origin, STAGES } from "./stages.mjs";
import { Tiles } from "./tiles.mjs";

const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);

export class Inside {
  // choose(stage, at) is told which number was picked.
  constructor(choose) {
    this.choose = choose;
    this.chosen = {};
    this.stages = {};
    this.parts = { inputs: new Tiles({ label: "What it sees" }), weights: new Tiles({ label: "Weights" }), products: new Tiles({ label: "Products" }) };
    this.words = h("p", { "aria-live": "polite" });
  }

  build() {
    const stage = ([name, { title, tiles, across }]) => {
      const at = () => (this.chosen.stage === name ? this.chosen.at : 0);
      const choose = (place) => {
        this.chosen = { stage: name, at: place }; // at once: the next key may come before the next frame
        this.choose(name, place);
      };
      const grid = new Tiles({ label: `${title}. Arrow keys pick a number.`, tiles, across, at, choose });
      this.stages[name] = grid;
      return h("div", { class: `panel ${name}` }, h("p", {}, title), grid.element);
    };
    const part = (name, role, text) => h("div", { class: "panel" }, h("p", { class: role }, text), h("div", { class: "square" }, this.parts[name].element));
    this.signs = ["×", "="].map((text) => h("span", { class: "sign", "aria-hidden": "true" }, text));
    this.factors = [this.signs[0], part("weights", "is-kernel", "its weights"), this.signs[1], part("products", "", "products")];
    return [
      h("p", { class: "hint" }, "Black is 0, white the largest number of a stage; below zero is purple, above orange. Pick a number."),
      h("div", { class: "stages" }, ...Object.entries(STAGES).filter(([name]) => name !== "image").map(stage)),
      h("div", { class: "origin" }, this.words, h("div", { class: "factors" }, part("inputs", "is-input", "what it sees"), ...this.factors)),
    ];
  }

  // Show what the network makes of an image, and where the chosen number comes from;
  // `image` is the grid of the image.
  show(run, image, chosen) {
    this.chosen = chosen;
    for (const [name, grid] of Object.entries(this.stages)) {
      const { data } = run.made[STAGES[name].made];
      const scores = name === "scores";
      const texts = scores ? [...data].map((value) => short(value, 1)) : null;
      grid.show(data, scores ? signed(largest(data)) : grey(0, largest(data)), texts);
      grid.outline("window", []);
      grid.outline("look", name === chosen.stage ? [{ at: chosen.at }] : []);
    }
    const found = origin(chosen.stage, chosen.at, run);
    image.outline("window", found.from === "image" ? found.window : null);
    if (found.from !== "image" && found.window) this.stages[found.from].outline("window", found.maps.map((map) => ({ map, ...found.window })));
    this.#explain(found);
  }

  #explain({ inputs, weights, products, tiles, across, most, name, words }) {
    const few = inputs.length <= 25;
    const write = (values) => (few ? [...values].map((value) => short(value, 1)) : null);
    this.parts.inputs.resize(tiles, across);
    this.parts.inputs.show(inputs, grey(0, most), write(inputs));
    for (const node of this.factors) node.classList.toggle("gone", !weights);
    if (weights) {
      for (const part of ["weights", "products"]) this.parts[part].resize(tiles, across);
      this.parts.weights.show(weights, signed(1.4 * largest(weights)), write(weights));
      this.parts.products.show(products, signed(largest(products)), write(products));
    }
    const said = ["", name, `: ${words[0]}`, ...words.slice(1)];
    if (this.words.textContent !== said.join("")) this.words.replaceChildren(...said.map((text, i) => (i % 2 ? h("b", {}, text) : text)));
  }
}
