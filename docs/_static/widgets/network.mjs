// A trained network in the browser: its weights, and what every layer of it makes.

import * as cnn from "./cnn.mjs";

// Read a .safetensors file (an ArrayBuffer) into { name: tensor }, without a copy.
export function readWeights(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const start = 8 + length;
  const read = ({ shape, data_offsets: [from, to] }) =>
    cnn.tensor(new Float32Array(buffer, start + from, (to - from) / 4), ...shape);
  return Object.fromEntries(Object.entries(header).map(([name, entry]) => [name, read(entry)]));
}

// Fetch the weights called `name` of this site, once; loaded on first use, not before.
const fetched = new Map();
export function loadWeights(name) {
  const url = new URL(`../weights/${name}.safetensors`, import.meta.url);
  const fetchOnce = async () => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status}`);
    return readWeights(await answer.arrayBuffer());
  };
  if (!fetched.has(name)) fetched.set(name, fetchOnce());
  fetched.get(name).catch(() => fetched.delete(name)); // the next call tries again
  return fetched.get(name);
}

// The layers of the networks of cnnlesson.network by their place, as their weights are
// numbered. All take images (N, 1, 28, 28), and give ten logits each.
const SAME = { padding: 1 };
const LAYERS = {
  dense_network: [["flatten"], ["linear"], ["relu"], ["linear"]],
  small_cnn: [["conv"], ["relu"], ["pool"], ["conv"], ["relu"], ["pool"], ["flatten"], ["linear"]],
  shift_cnn: [
    ["conv", SAME], ["relu"], ["pool"], ["conv", SAME], ["relu"], ["pool"],
    ["conv", SAME], ["relu"], ["globalMax"], ["linear"],
  ],
  lenet: [
    ["conv", { padding: 2 }], ["relu"], ["pool"], ["conv"], ["relu"], ["pool"], ["flatten"],
    ["linear"], ["relu"], ["linear"], ["relu"], ["linear"],
  ],
};

// Return what each layer of the network called `name` makes of images.
export function run(name, images, weights) {
  const made = [];
  LAYERS[name].forEach(([kind, options], place) => {
    const x = made.at(-1) ?? images;
    const own = [weights[`${place}.weight`], weights[`${place}.bias`]];
    made.push({
      conv: () => cnn.conv2d(x, ...own, options),
      relu: () => cnn.relu(x),
      pool: () => cnn.maxPool2d(x, 2),
      globalMax: () => cnn.globalMaxPool2d(x),
      flatten: () => cnn.flatten(x),
      linear: () => cnn.linear(x, ...own),
    }[kind]());
  });
  return made;
}

// How much the maps of one image are like those of the example they are most like: the
// cosine of the angle between them, as cnnlesson.cards.likeness. Examples are rows.
export function likeness(maps, examples) {
  const features = maps.data.length;
  let most = 0;
  for (let start = 0; start < examples.length; start += features) {
    let [product, square] = [0, 0];
    for (let i = 0; i < features; i++) {
      product += maps.data[i] * examples[start + i];
      square += examples[start + i] ** 2;
    }
    most = Math.max(most, product / Math.sqrt(square));
  }
  return most / (Math.hypot(...maps.data) || 1);
}
