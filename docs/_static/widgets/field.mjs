// What an output pixel sees through a stack of layers, and how much each pixel counts.
// A layer is { kind: "c" or "m", kernel, stride, dilation, padding }: a convolution, or
// max pooling.

import { outputSize, receptiveField } from "./cnn.mjs";

// -- Where the fields are ----------------------------------------------------------------

// Along one axis of `side` pixels: how many outputs there are, how many pixels one sees,
// the step from one to the next, and the first pixel that the first of them sees.
export function geometry(layers, side) {
  const { size, stride } = receptiveField(layers.map((l) => [l.kernel, l.stride, l.dilation]));
  let [first, step, outputs] = [0, 1, side];
  for (const { kernel, ...options } of layers) {
    first -= options.padding * step;
    step *= options.stride;
    outputs = outputSize(outputs, kernel, options);
  }
  return { outputs, size, step: stride, first };
}

// The output whose field has its middle nearest to a pixel.
export function nearest({ outputs, size, step, first }, pixel) {
  const place = Math.round((pixel - first - (size - 1) / 2) / step);
  return Math.min(outputs - 1, Math.max(0, place));
}

// -- How much each pixel counts: the gradient of one output -------------------------------

// With equal weights, and the mean in place of the maximum, it is the same along rows
// and columns: the product of what one axis gives.
export function equalShares(layers) {
  let line = Float64Array.of(1);
  for (const { kernel, stride, dilation } of layers.toReversed()) {
    const below = new Float64Array((line.length - 1) * stride + dilation * (kernel - 1) + 1);
    line.forEach((value, i) => {
      for (let tap = 0; tap < kernel; tap++) below[i * stride + tap * dilation] += value / kernel;
    });
    line = below;
  }
  const shares = new Float64Array(line.length ** 2);
  for (let i = 0, at = 0; i < line.length; i++)
    for (let j = 0; j < line.length; j++) shares[at++] = line[i] * line[j];
  return shares;
}

const MOST_TAPS = 2e4; // between two breaths

// The gradient through one network with random weights, on an image of noise as large as
// the field. A generator: it yields after each few rows, so that a page can breathe.
export function* randomGradient(layers, random) {
  const { size } = receptiveField(layers.map((l) => [l.kernel, l.stride, l.dilation]));
  const passes = [];
  let map = { side: size, data: new Float32Array(size * size) };
  for (let at = 0; at < size * size; at++) {
    map.data[at] = random() - 0.5;
    if (at % MOST_TAPS === 0) yield;
  }
  for (const layer of layers) {
    const weights = layer.kind === "c" ? Float32Array.from({ length: layer.kernel ** 2 }, () => normal(random) / layer.kernel) : null;
    passes.push({ layer, weights, ...(yield* forward(map, layer, weights)), below: map.side });
    map = passes.at(-1).map;
  }
  let gradient = Float32Array.of(1);
  for (const pass of passes.toReversed()) {
    gradient = yield* backward(gradient, pass);
  }
  return gradient;
}

function* forward({ side, data }, { kernel, stride, dilation }, weights) {
  const out = outputSize(side, kernel, { stride, dilation });
  const map = { side: out, data: new Float32Array(out * out) };
  const chosen = weights ? null : new Int32Array(out * out);
  for (let at = 0, taps = 0; at < out * out; at++) {
    const corner = Math.floor(at / out) * stride * side + (at % out) * stride;
    let sum = 0;
    let most = -1;
    for (let u = 0, tap = 0; u < kernel; u++)
      for (let v = 0; v < kernel; v++, tap++) {
        const place = corner + (u * side + v) * dilation;
        if (weights) sum += weights[tap] * data[place];
        else if (most < 0 || data[place] > data[most]) most = place;
      }
    map.data[at] = weights ? sum : data[most];
    if (chosen) chosen[at] = most;
    if ((taps += kernel * kernel) > MOST_TAPS) { taps = 0; yield; }
  }
  return { map, chosen };
}

function* backward(gradient, { layer: { kernel, stride, dilation }, weights, chosen, map, below }) {
  const out = new Float32Array(below * below);
  for (let at = 0, taps = 0; at < gradient.length; at++) {
    if ((taps += kernel * kernel) > MOST_TAPS) { taps = 0; yield; }
    if (chosen) { out[chosen[at]] += gradient[at]; continue; }
    const corner = Math.floor(at / map.side) * stride * below + (at % map.side) * stride;
    for (let u = 0, tap = 0; u < kernel; u++)
      for (let v = 0; v < kernel; v++, tap++) out[corner + (u * below + v) * dilation] += weights[tap] * gradient[at];
  }
  return out;
}

// The side of the smallest square in the middle that holds half of all that counts.
export function halfSide(shares) {
  const side = Math.round(Math.sqrt(shares.length));
  const rings = new Float64Array(side + 1); // what a square of this side adds
  for (let i = 0, at = 0; i < side; i++)
    for (let j = 0; j < side; j++) rings[1 + Math.max(Math.abs(2 * i - side + 1), Math.abs(2 * j - side + 1))] += shares[at++];
  const half = rings.reduce((a, b) => a + b) / 2;
  let sum = 0;
  return rings.findIndex((ring) => (sum += ring) >= half);
}

// -- Chance, the same on every machine -----------------------------------------------------

export function seeded(seed) { // mulberry32
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
