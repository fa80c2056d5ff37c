// A picture of ink made ready as the digits of MNIST were: what
// cnnlesson.datasets.prepare_digit does once it has told the ink from the paper.

export const READY = 28; // pixels of what a network is shown
export const BOX = 20; // pixels: what the longer side of each digit has
export const CENTRE = 14; // row and column of the pixel that holds the centre of mass
const STEP = 0.5 / 255; // half a grey level: less is no ink
const FAINTEST = 0.1;
const SPECK = 0.01; // of the largest stroke's area: what is smaller is dirt
const HALO = 0.05;

// Make ink ready: its box, the box scaled, its corner in the square, and the square.
// Null if there is no ink.
export function prepareDigit(ink, side) {
  const clean = cleaned(ink, side);
  if (!clean) return null;
  const inked = (at) => clean[at] > 0;
  const places = Array.from({ length: side }, (_, i) => i);
  const rows = places.filter((row) => places.some((column) => inked(row * side + column)));
  const columns = places.filter((column) => places.some((row) => inked(row * side + column)));
  const box = { row: rows[0], column: columns[0], rows: rows.at(-1) - rows[0] + 1, columns: columns.at(-1) - columns[0] + 1 };
  const cut = Float32Array.from({ length: box.rows * box.columns }, (_, i) =>
    clean[(box.row + Math.floor(i / box.columns)) * side + box.column + (i % box.columns)]);
  const factor = BOX / Math.max(box.rows, box.columns);
  const size = [box.rows, box.columns].map((pixels) => Math.max(1, round(pixels * factor)));
  const scaled = resized(cut, [box.rows, box.columns], size);
  const corner = centreOfMass(scaled, size).map((mean, axis) => Math.min(Math.max(CENTRE - round(mean), 0), READY - size[axis]));
  const digit = new Float32Array(READY * READY);
  scaled.forEach((share, i) => { digit[(corner[0] + Math.floor(i / size[1])) * READY + corner[1] + (i % size[1])] = share; });
  return { clean, box, scaled, size, corner, digit };
}

// Ink without specks and halo, its darkest part full; null if there is none.
function cleaned(ink, side) {
  const pieces = piecesOf(ink, side);
  const largest = Math.max(0, ...pieces.map((piece) => piece.length));
  const kept = pieces.filter((piece) => piece.length >= SPECK * largest).flat();
  const level = kept.length ? percentile(kept.map((at) => ink[at]), 0.98) : 0;
  if (level < FAINTEST) return null;
  const clean = new Float64Array(ink.length);
  for (const at of kept) if (ink[at] > HALO * level) clean[at] = Math.min(ink[at] / level, 1);
  return clean;
}

// Connected pieces of ink, corners touching too: lists of places.
function piecesOf(ink, side) {
  const seen = new Uint8Array(ink.length);
  const pieces = [];
  ink.forEach((share, start) => {
    if (share <= STEP || seen[start]) return;
    const piece = [start];
    seen[start] = 1;
    for (const at of piece) // grows while it is walked
      for (const next of neighbours(at, side))
        if (ink[next] > STEP && !seen[next]) {
          seen[next] = 1;
          piece.push(next);
        }
    pieces.push(piece);
  });
  return pieces;
}

function neighbours(at, side) {
  const [row, column] = [Math.floor(at / side), at % side];
  const found = [];
  for (let r = Math.max(0, row - 1); r <= Math.min(side - 1, row + 1); r++)
    for (let c = Math.max(0, column - 1); c <= Math.min(side - 1, column + 1); c++) found.push(r * side + c);
  return found;
}

function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (place - Math.floor(place)) * (above - below);
}

// To the nearest whole number, halves to the even one, as Python rounds.
function round(value) {
  const down = Math.floor(value);
  return value - down > 0.5 || (value - down === 0.5 && down % 2) ? down + 1 : down;
}

function centreOfMass(values, [rows, columns]) {
  const sums = [0, 0, 0];
  values.forEach((value, i) => {
    sums[0] += value;
    sums[1] += value * Math.floor(i / columns);
    sums[2] += value * (i % columns);
  });
  return rows * columns && [sums[1] / sums[0], sums[2] / sums[0]];
}

// Scale as Pillow does: means of what falls on a pixel, or in between if it grows.
function resized(values, [rows, columns], [height, width]) {
  const across = taps(columns, width);
  const half = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++)
    across.forEach(({ first, weights }, j) => {
      half[row * width + j] = weights.reduce((sum, weight, i) => sum + weight * values[row * columns + first + i], 0);
    });
  const out = new Float32Array(height * width);
  taps(rows, height).forEach(({ first, weights }, i) => {
    for (let j = 0; j < width; j++)
      out[i * width + j] = weights.reduce((sum, weight, k) => sum + weight * half[(first + k) * width + j], 0);
  });
  return out;
}

// For each pixel of a scaled axis the first of the pixels it is made of, and their weights.
function taps(from, to) {
  const scale = from / to;
  const [reach, weigh] = scale > 1
    ? [scale / 2, (x) => (x > -scale / 2 && x <= scale / 2 ? 1 : 0)]
    : [1, (x) => Math.max(0, 1 - Math.abs(x))];
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const last = Math.min(from, Math.trunc(centre + reach + 0.5));
    const plain = Array.from({ length: last - first }, (_, k) => weigh(first + k - centre + 0.5));
    const sum = plain.reduce((a, b) => a + b, 0);
    return { first, weights: plain.map((weight) => weight / sum) };
  });
}
