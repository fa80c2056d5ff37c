// A drawing: lines of a pen, as the text of a link, and as a picture, drawn as
// cnnlesson.images.strokes.draw draws.

export const SIDE = 112; // pixels of the picture
const PEN = 9; // pixels: with it, digits are about as bold as those of MNIST
const MOST = 500; // points of all lines

// Lines of points [x, y] as text: two characters a number, lines set apart by "-".
const coded = (value) => value.toString(36).padStart(2, "0");
export const lines = {
  read: (text) => {
    if (text === "") return [];
    if (text.length > 5 * MOST || !/^([0-9a-z]{4})+(-([0-9a-z]{4})+)*$/.test(text)) return undefined;
    const point = (four) => [four.slice(0, 2), four.slice(2)].map((two) => parseInt(two, 36));
    const read = text.split("-").map((line) => line.match(/.{4}/g).map(point));
    return read.flat(2).every((value) => value < SIDE) && read.flat().length <= MOST ? read : undefined;
  },
  write: (drawn) => drawn.map((line) => line.flat().map(coded).join("")).join("-"),
};

// Return the lines with one more point: at the end of the last, or of a new one.
export function extended(drawn, point, begin) {
  const last = begin ? [] : drawn.at(-1) ?? [];
  const near = last.length && Math.hypot(...last.at(-1).map((at, axis) => at - point[axis])) < 2;
  if (near || drawn.flat().length >= MOST) return drawn;
  return [...(begin ? drawn : drawn.slice(0, -1)), [...last, point]];
}

// Draw lines with a round pen: the share of ink in each pixel, in rows.
export function draw(drawn, side = SIDE, pen = PEN) {
  const ink = new Float64Array(side * side);
  for (const line of drawn) {
    const from = line.length > 1 ? line.slice(0, -1) : line;
    from.forEach((start, i) => drawSegment(ink, side, pen, start, line[i + 1] ?? start));
  }
  return ink;
}

function drawSegment(ink, side, pen, [x, y], [toX, toY]) {
  const [dx, dy, reach] = [toX - x, toY - y, pen / 2 + 1];
  const span = (a, b) => [Math.max(0, Math.ceil(Math.min(a, b) - reach)), Math.min(side - 1, Math.floor(Math.max(a, b) + reach))];
  const [[top, bottom], [left, right]] = [span(y, toY), span(x, toX)];
  const length = dx * dx + dy * dy || 1;
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) {
      const along = Math.min(1, Math.max(0, ((column - x) * dx + (row - y) * dy) / length));
      const away = Math.hypot(column - x - along * dx, row - y - along * dy);
      const share = Math.min(1, Math.max(0, pen / 2 - away + 0.5));
      const at = row * side + column;
      if (share > ink[at]) ink[at] = share;
    }
}
