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

// The layers of cnnlesson.network.lenet by their place, as their weights are numbered.
const LENET = [
  ["conv", { padding: 2 }], ["relu"], ["pool"],
  ["conv", {}], ["relu"], ["pool"], ["flatten"],
  ["linear"], ["relu"], ["linear"], ["relu"], ["linear"],
];

// Return what each layer makes of images (N, 1, 28, 28); the last are ten logits each.
export function lenet(images, weights) {
  const made = [];
  LENET.forEach(([kind, options], place) => {
    const x = made.at(-1) ?? images;
    const own = [weights[`${place}.weight`], weights[`${place}.bias`]];
    made.push({
      conv: () => cnn.conv2d(x, ...own, options),
      relu: () => cnn.relu(x),
      pool: () => cnn.maxPool2d(x, 2),
      flatten: () => cnn.flatten(x),
      linear: () => cnn.linear(x, ...own),
    }[kind]());
  });
  return made;
}
