// The arithmetic of the widgets: what src/cnnlesson computes, in the same words.
// A tensor is { data, shape }, data flat and in rows, shape [N, C, H, W] for images.
// Where one number stands, a pair [height, width] may. Tests compare with the library.

export const tensor = (data, ...shape) => ({ data, shape });
const pair = (value) => (Array.isArray(value) ? value : [value, value]);
const both = (f, ...pairs) => [0, 1].map((axis) => f(...pairs.map((p) => pair(p)[axis])));
const volume = (shape) => shape.reduce((a, b) => a * b, 1);
const empty = (like, ...shape) => tensor(new like.data.constructor(volume(shape)), ...shape);

// -- Sizes, fields, costs -----------------------------------------------------------

export function outputSize(size, kernelSize, { stride = 1, padding = 0, dilation = 1 } = {}) {
  const room = size + 2 * padding - dilation * (kernelSize - 1) - 1;
  if (room < 0) throw new RangeError(`a kernel of ${kernelSize} px does not fit ${size} px`);
  return Math.floor(room / stride) + 1;
}

export function outputShape(size, kernelSize, { stride = 1, padding = 0, dilation = 1 } = {}) {
  const along = (n, k, s, p, d) => outputSize(n, k, { stride: s, padding: p, dilation: d });
  return both(along, size, kernelSize, stride, padding, dilation);
}

// Layers are [kernelSize, stride, dilation], from the input up; pooling is one of them.
export function receptiveField(layers) {
  let [size, stride] = [1, 1];
  for (const [kernelSize, step = 1, dilation = 1] of layers) {
    size += dilation * (kernelSize - 1) * stride;
    stride *= step;
  }
  return { size, stride };
}

export function linearCost(inFeatures, outFeatures, { bias = true } = {}) {
  const weights = inFeatures * outFeatures;
  return { parameters: weights + (bias ? outFeatures : 0), multiplyAdds: weights, activations: outFeatures };
}

export function conv2dCost(inChannels, outChannels, kernelSize, size, { bias = true, ...options } = {}) {
  const positions = volume(outputShape(size, kernelSize, options));
  const taps = inChannels * volume(pair(kernelSize));
  return {
    parameters: outChannels * (taps + (bias ? 1 : 0)),
    multiplyAdds: outChannels * taps * positions,
    activations: outChannels * positions,
  };
}

export function localCost(inChannels, outChannels, kernelSize, size, options = {}) {
  const shared = conv2dCost(inChannels, outChannels, kernelSize, size, options);
  return { ...shared, parameters: (shared.parameters * shared.activations) / outChannels };
}

const PER_PARAMETER = { use: 1, sgd: 2, sgd_momentum: 3, adam: 4 };

export function memoryBytes(cost, { training = "use", batchSize = 1, itemSize = 4 } = {}) {
  const kept = cost.activations * batchSize * (training === "use" ? 1 : 2);
  return (kept + cost.parameters * PER_PARAMETER[training]) * itemSize;
}

// -- Layers ----------------------------------------------------------------------------

// The pixel of an axis that stands at place i, which may lie beyond it; -1 for a zero.
export function sourceIndex(i, size, mode = "zeros") {
  if (i >= 0 && i < size) return i;
  if (mode === "zeros") return -1;
  if (mode === "circular") return (i + size) % size;
  return i < 0 ? -i : 2 * (size - 1) - i; // reflect
}

export function pad(x, padding, mode = "zeros") {
  const [n, c, height, width] = x.shape;
  const [above, left] = pair(padding);
  const out = empty(x, n, c, height + 2 * above, width + 2 * left);
  const [rows, columns] = [
    Array.from({ length: height + 2 * above }, (_, i) => sourceIndex(i - above, height, mode)),
    Array.from({ length: width + 2 * left }, (_, j) => sourceIndex(j - left, width, mode)),
  ];
  let at = 0;
  for (let plane = 0; plane < n * c; plane++)
    for (const i of rows)
      for (const j of columns)
        out.data[at++] = i < 0 || j < 0 ? 0 : x.data[(plane * height + i) * width + j];
  return out;
}

export function conv2d(x, weight, bias = null, options = {}) {
  const { stride = 1, padding = 0, dilation = 1, paddingMode = "zeros" } = options;
  const [n, c] = x.shape;
  const [f, , k, l] = weight.shape;
  const [p, q] = outputShape(x.shape.slice(2), [k, l], { stride, padding, dilation });
  const [[down, right], [dy, dx]] = [pair(stride), pair(dilation)];
  const padded = pad(x, padding, paddingMode);
  const [height, width] = padded.shape.slice(2);
  const out = empty(x, n, f, p, q);
  const [pixels, taps, sums] = [padded.data, weight.data, new Float64Array(p * q)];
  for (let image = 0; image < n; image++)
    for (let filter = 0; filter < f; filter++) {
      sums.fill(bias ? bias.data[filter] : 0);
      // One weight for all answers at once: rows of memory are walked from end to end.
      let tap = filter * c * k * l;
      for (let channel = 0; channel < c; channel++)
        for (let u = 0; u < k; u++)
          for (let v = 0; v < l; v++) {
            const share = taps[tap++];
            for (let i = 0; i < p; i++) {
              const row = ((image * c + channel) * height + i * down + u * dy) * width + v * dx;
              for (let j = 0; j < q; j++) sums[i * q + j] += share * pixels[row + j * right];
            }
          }
      out.data.set(sums, (image * f + filter) * p * q);
    }
  return out;
}

function pool2d(x, kernelSize, stride, start, join, finish) {
  const [n, c, height, width] = x.shape;
  const [[k, l], [down, right]] = [pair(kernelSize), pair(stride ?? kernelSize)];
  const [p, q] = outputShape([height, width], [k, l], { stride: [down, right] });
  const out = empty(x, n, c, p, q);
  let at = 0;
  for (let plane = 0; plane < n * c; plane++)
    for (let i = 0; i < p; i++)
      for (let j = 0; j < q; j++) {
        let value = start;
        for (let u = 0; u < k; u++)
          for (let v = 0; v < l; v++)
            value = join(value, x.data[(plane * height + i * down + u) * width + j * right + v]);
        out.data[at++] = finish(value, k * l);
      }
  return out;
}

export const maxPool2d = (x, kernelSize, { stride } = {}) =>
  pool2d(x, kernelSize, stride, -Infinity, Math.max, (value) => value);
export const avgPool2d = (x, kernelSize, { stride } = {}) =>
  pool2d(x, kernelSize, stride, 0, (a, b) => a + b, (sum, count) => sum / count);
export const globalMaxPool2d = (x) => flatten(maxPool2d(x, x.shape.slice(2)));
export const globalAvgPool2d = (x) => flatten(avgPool2d(x, x.shape.slice(2)));

export const flatten = (x) => tensor(x.data, x.shape[0], volume(x.shape.slice(1)));
export const relu = (x) => tensor(x.data.map((value) => Math.max(0, value)), ...x.shape);

export function linear(x, weight, bias = null) {
  const [n, features] = x.shape;
  const [outputs] = weight.shape;
  const out = empty(x, n, outputs);
  for (let i = 0; i < n; i++)
    for (let o = 0; o < outputs; o++) {
      let sum = bias ? bias.data[o] : 0;
      for (let f = 0; f < features; f++) sum += weight.data[o * features + f] * x.data[i * features + f];
      out.data[i * outputs + o] = sum;
    }
  return out;
}

export function softmax(logits) {
  const [n, classes] = logits.shape;
  const out = empty(logits, n, classes);
  for (let i = 0; i < n; i++) {
    const row = logits.data.subarray(i * classes, (i + 1) * classes);
    const most = row.reduce((a, b) => Math.max(a, b));
    const powers = row.map((value) => Math.exp(value - most));
    const sum = powers.reduce((a, b) => a + b);
    out.data.set(powers.map((power) => power / sum), i * classes);
  }
  return out;
}
