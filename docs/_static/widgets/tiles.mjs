// Maps side by side on one grid of pixels, with a gap between them.

import { PixelGrid } from "./grid.mjs";

export class Tiles {
  // tiles: [count, rows, columns], `across` of them in a row. If numbers can be chosen,
  // `at()` is the one that is, and `choose(at)` is told of another.
  constructor({ label, tiles = [1, 1, 1], across = 1, at, choose }) {
    this.resize(tiles, across);
    const move = choose && ((row, column) => choose(this.#numbered(row, column)));
    const point = choose && ((row, column) => choose(this.#pointed(row, column)));
    this.grid = new PixelGrid({ label, place: () => this.#walked(at()), move, point });
    this.element = this.grid.element;
    this.element.classList.toggle("tiles", tiles[0] > 1);
  }

  resize(tiles, across) {
    const [count, rows, columns] = tiles;
    const gap = count === 1 ? 0 : rows > 14 ? 2 : 1;
    const down = Math.ceil(count / across);
    Object.assign(this, { tiles, across, down, gap });
    this.size = [down * (rows + gap) - gap, across * (columns + gap) - gap];
    this.element?.classList.toggle("tiles", count > 1);
  }

  show(values, scale, texts = null) {
    const shown = new Float32Array(this.size[0] * this.size[1]).fill(NaN);
    for (let at = 0; at < values.length; at++) {
      const { row, column } = this.#corner(at);
      shown[row * this.size[1] + column] = values[at];
    }
    this.grid.show(shown, this.size, scale, texts);
  }

  // Outline boxes: a number { at }, or rows and columns of a map { map, row, column, ... }.
  outline(name, boxes) {
    const [, rows, columns] = this.tiles;
    const laid = ({ at, map, row, column, ...box }) => {
      const corner = this.#corner(at ?? map * rows * columns);
      return { ...box, row: corner.row + (row ?? 0), column: corner.column + (column ?? 0) };
    };
    this.grid.outline(name, boxes.map(laid));
  }

  // Where a number stands on the grid.
  #corner(at) {
    const [, rows, columns] = this.tiles;
    const map = Math.floor(at / (rows * columns));
    const [row, column] = [Math.floor(at / columns) % rows, at % columns];
    return {
      row: Math.floor(map / this.across) * (rows + this.gap) + row,
      column: (map % this.across) * (columns + this.gap) + column,
    };
  }

  // For the arrow keys the gaps are not there.
  #walked(at) {
    const [, rows, columns] = this.tiles;
    const { row, column } = this.#corner(at);
    const without = (place, side) => place - Math.floor(place / (side + this.gap)) * this.gap;
    return { row: without(row, rows), column: without(column, columns), rows: this.down * rows, columns: this.across * columns };
  }

  #numbered(row, column) {
    const [, rows, columns] = this.tiles;
    const map = Math.floor(row / rows) * this.across + Math.floor(column / columns);
    return (map * rows + (row % rows)) * columns + (column % columns);
  }

  // A pointer on a gap means the pixel beside it.
  #pointed(row, column) {
    const [, rows, columns] = this.tiles;
    const near = (place, side) => Math.floor(place / (side + this.gap)) * side + Math.min(side - 1, place % (side + this.gap));
    return this.#numbered(near(row, rows), near(column, columns));
  }
}
