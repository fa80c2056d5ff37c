// Moved images, halved maps and their errors against what the Python library wrote down.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { tensor } from "../../../docs/_static/widgets/cnn.mjs";
import { HALVINGS, featureMap, moved, movingError } from "../../../docs/_static/widgets/moves.mjs";

const cases = JSON.parse(readFileSync(process.env.CNNLESSON_CASES, "utf8"));
const asTensor = ({ data, shape }) => tensor(Float64Array.from(data), ...shape);

function close(got, wanted, about) {
  assert.deepEqual(got.shape, wanted.shape, about);
  wanted.data.forEach((value, i) => assert.ok(Math.abs(value - got.data[i]) <= 1e-9, `${about}, at ${i}: ${got.data[i]}, not ${value}`));
}

test("images move around, or leave", () => {
  assert.ok(cases.moves.length >= 20);
  for (const { x, rows, columns, around, wanted } of cases.moves)
    close(moved(asTensor(x), rows, columns, { around }), wanted, `${rows} ${columns} ${around}`);
});

test("maps are halved as on the pages", () => {
  const soft = asTensor(cases.soft);
  for (const { way, map, wanted } of cases.halvings) close(HALVINGS[way](asTensor(map), soft), wanted, way);
});

test("errors of moving along are those of the library", () => {
  const [soft, kernel] = [asTensor(cases.soft), asTensor(cases.kernel)];
  assert.ok(cases.errors.length >= 30);
  for (const { x, shift, mode, way, wanted } of cases.errors) {
    const halve = (image) => (way ? HALVINGS[way](featureMap(image, kernel, mode), soft) : featureMap(image, kernel, mode));
    const [still, now] = [asTensor(x), moved(asTensor(x), 0, shift)].map(halve);
    const got = movingError(still, now, 0, shift, { stride: way ? 2 : 1 });
    assert.ok(Math.abs(got - wanted) <= 1e-9, `${way} ${shift} ${mode}: ${got}, not ${wanted}`);
  }
});

test("a map of nothing is off by nothing", () => {
  const nothing = tensor(new Float64Array(16), 1, 1, 4, 4);
  assert.equal(movingError(nothing, nothing, 1, 1, { stride: 2 }), 0);
});
