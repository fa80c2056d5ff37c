// The stages of LeNet-5 as they are shown, and what made each number of them.

import { short } from "./format.mjs";

// `made`: the place of the layer whose output is shown; `layer`: that of its weights.
// `tiles`: how many maps of how many rows and columns it is laid out in, `across` a row.
export const STAGES = {
  image: { tiles: [1, 28, 28], across: 1 },
  conv1: { title: "First convolution and ReLU: 6 maps", kind: "conv", from: "image", made: 1, layer: 0, padding: 2, tiles: [6, 28, 28], across: 6 },
  pool1: { title: "Pooling: 6", kind: "pool", from: "conv1", made: 2, tiles: [6, 14, 14], across: 3 },
  conv2: { title: "Convolution: 16", kind: "conv", from: "pool1", made: 4, layer: 3, padding: 0, tiles: [16, 10, 10], across: 4 },
  pool2: { title: "Pooling: 16", kind: "pool", from: "conv2", made: 5, tiles: [16, 5, 5], across: 4 },
  dense1: { title: "Dense: 120", kind: "dense", from: "pool2", made: 8, layer: 7, tiles: [1, 8, 15], across: 1 },
  dense2: { title: "Dense: 84", kind: "dense", from: "dense1", made: 10, layer: 9, tiles: [1, 7, 12], across: 1 },
  scores: { title: "Scores of 0 to 9", kind: "dense", from: "dense2", made: 11, layer: 11, tiles: [1, 2, 5], across: 1 },
};
const PLACES = { conv1: "the first convolution", pool1: "the first pooling", conv2: "the second convolution", pool2: "the second pooling" };

export const countOf = (stage) => STAGES[stage].tiles.reduce((a, b) => a * b);

// Say what made number `at` of a stage: what it saw of which maps of the stage before,
// through which weights, and the sum in words, every second of them to be stressed.
export function origin(name, at, run) {
  const stage = STAGES[name];
  const before = STAGES[stage.from];
  const source = stage.from === "image" ? run.image : run.made[before.made].data;
  const [, rows, columns] = stage.tiles;
  const place = { map: Math.floor(at / (rows * columns)), row: Math.floor(at / columns) % rows, column: at % columns };
  const seen = { conv: windowOf, pool: blockOf, dense: wholeOf }[stage.kind](stage, before, source, place);
  const most = source.reduce((a, b) => Math.max(a, b), 1e-9);
  const found = { ...seen, from: stage.from, most, name: nameOf(name, at, place) };
  const value = run.made[stage.made].data[at];
  if (stage.kind === "pool") return { ...found, weights: null, words: ["the largest of the four is ", short(value), "."] };
  const filter = stage.kind === "conv" ? place.map : at;
  const weights = run.weights[`${stage.layer}.weight`].data.subarray(filter * seen.inputs.length, (filter + 1) * seen.inputs.length);
  const bias = run.weights[`${stage.layer}.bias`].data[filter];
  const products = seen.inputs.map((input, i) => input * weights[i]);
  const sum = run.made[stage.layer].data[at];
  const bent = name === "scores" ? "." : sum > 0 ? "; ReLU lets it pass." : "; ReLU makes it 0.";
  const words = [`${products.length} products and a bias of ${short(bias)} add up to `, short(sum), bent];
  return { ...found, weights, products, bias, sum, words };
}

function nameOf(name, at, { map, row, column }) {
  if (name === "scores") return `The score of the ${at}`;
  if (name in PLACES) return `Row ${row}, column ${column} of map ${map} of ${PLACES[name]}`;
  return `Number ${at} of the ${STAGES[name].tiles[1] * STAGES[name].tiles[2]}`;
}

// A convolution sees a window of every map, beyond whose border is nothing.
function windowOf(stage, { tiles: [maps, height, width] }, source, { row, column }) {
  const [top, left] = [row - stage.padding, column - stage.padding];
  const inputs = Float32Array.from({ length: maps * 25 }, (_, i) => {
    const [map, r, c] = [Math.floor(i / 25), top + (Math.floor(i / 5) % 5), left + (i % 5)];
    return r < 0 || c < 0 || r >= height || c >= width ? 0 : source[(map * height + r) * width + c];
  });
  const every = Array.from({ length: maps }, (_, map) => map);
  return { inputs, tiles: [maps, 5, 5], across: maps > 1 ? 3 : 1, maps: every, window: { row: top, column: left, rows: 5, columns: 5 } };
}

// Pooling sees a block of its own map.
function blockOf(stage, { tiles: [, height, width] }, source, { map, row, column }) {
  const inputs = Float32Array.from([0, 1, 2, 3], (i) => source[(map * height + 2 * row + (i >> 1)) * width + 2 * column + (i & 1)]);
  return { inputs, tiles: [1, 2, 2], across: 1, maps: [map], window: { row: 2 * row, column: 2 * column, rows: 2, columns: 2 } };
}

// A dense layer sees all there is.
function wholeOf(stage, { tiles, across }, source) {
  return { inputs: source, tiles, across, maps: [], window: null };
}
