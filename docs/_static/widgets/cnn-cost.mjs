// The cost explorer: what a dense, a local and a convolutional layer take, side by side.

import { conv2dCost, linearCost, localCost, memoryBytes, outputSize } from "./cnn.mjs";
import { Widget, h } from "./element.mjs";
import { bytes, count, short } from "./format.mjs";
import { choice, flag, whole } from "./state.mjs";

const SIDES = [28, 32, 48, 64, 96, 128, 160, 192, 224, 256, 320, 384, 448, 512];
const CHANNELS = [1, 3, 16, 64];
const UNITS = [1, 2, 4, 6, 8, 10, 16, 32, 64, 128, 256, 512, 1024];
const KERNELS = [1, 3, 5, 7, 11];
const DECADES = 18; // of the axis: from 1 to 10^18
const QUANTITIES = {
  parameters: ["Parameters", "to learn", "kernel"],
  multiplyAdds: ["Multiply-adds", "for one image", "muted"],
  activations: ["Activations", "numbers put out, for one image", "output"],
  memory: ["Memory", "for one image; along the axis, in bytes", "input"],
};

const layer = (side, channels, units, dense, bias) => ({ side, channels, units, kernel: 3, dense, bias });
const PRESETS = [
  ["28 × 28 grey, 128", layer(28, 1, 128, "units", true)],
  ["64 × 64 RGB, 128", layer(64, 3, 128, "units", true)],
  ["128 × 128 RGB, 128", layer(128, 3, 128, "units", true)],
  ["224 × 224 RGB, 128", layer(224, 3, 128, "units", true)],
  ["512 × 512 RGB, 128", layer(512, 3, 128, "units", true)],
  ["512 × 512 RGB, 1,024", layer(512, 3, 1024, "units", true)],
  ["224 × 224 RGB, 512, equal outputs", layer(224, 3, 512, "outputs", false)],
  ["224 × 224 RGB, 512, ordinary", layer(224, 3, 512, "units", false)],
];

class Cost extends Widget {
  static codecs = {
    side: whole(28, 512),
    channels: whole(1, 64),
    units: whole(1, 1024),
    kernel: whole(1, 11),
    dense: choice("units", "outputs"),
    bias: flag,
    training: choice("use", "sgd", "adam"),
  };
  static defaults = { ...PRESETS.at(-2)[1], training: "adam" };

  build() {
    const square = (value) => `${value} × ${value}`;
    const controls = [
      this.presets("As on this page", PRESETS),
      this.slider("side", "Image, pixels", SIDES, square),
      this.slider("channels", "Channels in", CHANNELS),
      this.slider("units", "Neurons, or filters", UNITS, count),
      this.slider("kernel", "Window", KERNELS, square),
    ];
    const kinds = [
      this.choices("dense", "The dense layer makes", [["outputs", "as many outputs"], ["units", "one a neuron"]]),
      this.choices("training", "Memory for", [["use", "use"], ["sgd", "training, SGD"], ["adam", "training, Adam"]]),
      this.choices("bias", "Biases", [[true, "with"], [false, "without"]]),
    ];
    this.bars = {};
    const groups = Object.entries(QUANTITIES).map(([name, words]) => this.#group(name, words));
    const ticks = Array.from({ length: DECADES / 3 + 1 }, (_, i) => h("span", {}, i ? "10" : "1", i ? h("sup", {}, 3 * i) : ""));
    const axis = h("div", { class: "axis", "aria-hidden": "true" }, h("div", {}, ...ticks));
    return [h("div", { class: "controls" }, ...controls, h("div", { class: "kinds" }, ...kinds)), h("div", { class: "chart" }, ...groups, axis)];
  }

  #group(name, [title, words, role]) {
    const rows = ["dense", "local", "convolution"].map((kind) => {
      const [bar, value] = [h("span", { class: `bar ${role}` }), h("td", { class: "value" })];
      this.bars[`${name} ${kind}`] = { bar, value };
      return h("tr", {}, h("th", { scope: "row" }, kind), h("td", { class: "track", "aria-hidden": "true" }, bar), value);
    });
    return h("table", {}, h("caption", {}, h("b", {}, title), ` ${words}`), h("tbody", {}, ...rows));
  }

  #costs({ side, channels, units, kernel, dense, bias, training }) {
    const outputs = units * outputSize(side, kernel) ** 2;
    const costs = {
      dense: linearCost(side * side * channels, dense === "units" ? units : outputs, { bias }),
      local: localCost(channels, units, kernel, side, { bias }),
      convolution: conv2dCost(channels, units, kernel, side, { bias }),
    };
    for (const cost of Object.values(costs)) cost.memory = memoryBytes(cost, { training });
    return costs;
  }

  render(state) {
    const costs = this.#costs(state);
    for (const name of Object.keys(QUANTITIES))
      for (const [kind, cost] of Object.entries(costs)) {
        const { bar, value } = this.bars[`${name} ${kind}`];
        bar.style.width = `${(100 * Math.log10(Math.max(1, cost[name]))) / DECADES}%`;
        value.textContent = name === "memory" ? bytes(cost[name]) : count(cost[name]);
      }
    return this.#sentence(costs);
  }

  #sentence({ dense, convolution }) {
    const compared = (name, words) => {
      const ratio = dense[name] / convolution[name];
      if (ratio === 1) return `equally many ${words}`;
      const times = ratio > 1 ? ratio : 1 / ratio;
      return `${times >= 10 ? count(times) : short(times, 1)} times ${ratio > 1 ? "fewer" : "as many"} ${words}`;
    };
    return `The convolution has ${compared("parameters", "parameters")} than the dense layer, and does ${compared("multiplyAdds", "multiply-adds")}.`
      .replace(/as many parameters than/, "as many parameters as").replace(/equally many parameters than/, "as many parameters as");
  }
}

customElements.define("cnn-cost", Cost);
