// Kernels that change their size, and the named one that a link was made from.

import assert from "node:assert/strict";
import test from "node:test";

globalThis.HTMLElement = class {}; // the module shows kernels too, which Node cannot
const { named, resized, scaleOfAnswers } = await import("../../docs/_static/widgets/kernel.mjs");

const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

test("a kernel is laid into the middle of a larger one, and cut out again", () => {
  const large = resized(nine, 5, 1);
  assert.equal(large.length, 25);
  assert.deepEqual([large[6], large[12], large[18], large[0]], [1, 5, 9, 0]);
  assert.deepEqual(resized(large, 3, 1), nine);
});

test("one slice is repeated for three channels; of three, one channel takes the first", () => {
  const three = resized(nine, 3, 3);
  assert.deepEqual(three, [...nine, ...nine, ...nine]);
  assert.deepEqual(resized([...nine, ...nine.map((w) => -w), ...nine], 3, 1), nine);
  assert.equal(resized(resized(nine, 5, 3), 5, 3).length, 75);
});

test("what a link rounded is the named kernel again", () => {
  const box = [[1 / 9, 1 / 9, 1 / 9], [1 / 9, 1 / 9, 1 / 9], [1 / 9, 1 / 9, 1 / 9]];
  const rounded = Array(9).fill(0.111111);
  assert.deepEqual(named({ box }, rounded), box.flat());
  assert.deepEqual(named({ box }, nine), nine);
});

test("weights that keep the brightness answer in grey, others with a sign", () => {
  assert.deepEqual(scaleOfAnswers([0.2, 0.9], [0.5, 0.5], 1).ends, [0, 1]);
  assert.deepEqual(scaleOfAnswers([-7.5, 4], [-1, 1], 4).ends, [-8, 0, 8]);
  assert.equal(scaleOfAnswers([0, 0], [0, 0], 1).keeps, false);
});
