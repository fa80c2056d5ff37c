// The pictures to convolve: those of the build, whole numbers, and one's own drawing.

import { tensor } from "./cnn.mjs";

export const DRAWN = 12; // pixels a side of one's own drawing
export const IMAGES = [["hand", "numbers, 5 by 5"], ["step", "step edge"], ["digit", "digit"], ["photograph", "photograph"], ["draw", "draw your own"]];

const HAND = [[0, 0, 1, 3, 4], [0, 1, 2, 4, 4], [1, 0, 3, 4, 2], [0, 2, 4, 3, 1], [2, 3, 4, 1, 0]];
const GREY = [0.299, 0.587, 0.114]; // how bright red, green and blue are

// A cross, to begin a drawing with.
export const CROSS = Array.from({ length: DRAWN ** 2 }, (_, i) => {
  const [row, column] = [Math.floor(i / DRAWN), i % DRAWN];
  return row > 1 && row < 10 && (row === column || row + column === 11) ? 1 : 0;
});

// Return the picture of a state as a tensor, and the largest number it may have.
export function pictured(pictures, { image, channels, drawing }) {
  if (image === "draw") return { x: tensor(Float64Array.from(drawing), 1, 1, DRAWN, DRAWN), most: 1 };
  if (image === "hand") return { x: tensor(Float64Array.from(HAND.flat()), 1, 1, 5, 5), most: 4 };
  const planes = pictures[image].map((plane) => plane.flat().map((level) => level / 255));
  const mixed = () => planes[0].map((_, i) => GREY.reduce((sum, part, colour) => sum + part * planes[colour][i], 0));
  const shown = planes.length > channels ? [mixed()] : planes;
  const side = pictures[image][0].length;
  return { x: tensor(Float64Array.from(shown.flat()), 1, shown.length, side, side), most: 1 };
}
