// Drawings, networks and likeness against what the Python library wrote down.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { softmax, tensor } from "../../../docs/_static/widgets/cnn.mjs";
import { percent } from "../../../docs/_static/widgets/format.mjs";
import { likeness, readWeights, run } from "../../../docs/_static/widgets/network.mjs";
import { draw, extended, lines } from "../../../docs/_static/widgets/pen.mjs";
import { prepareDigit } from "../../../docs/_static/widgets/prepare.mjs";
import { STAGES, countOf, origin } from "../../../docs/_static/widgets/stages.mjs";

const cases = JSON.parse(readFileSync(process.env.CNNLESSON_CASES, "utf8"));
const weights = Object.fromEntries(Object.entries(cases.networks).map(([kind, { file }]) => {
  const bytes = readFileSync(file);
  return [kind, readWeights(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))];
}));
const imageOf = (levels) => tensor(Float32Array.from(levels, (level) => level / 255), 1, 1, 28, 28);
const furthest = (got, wanted) => {
  assert.equal(got.length, wanted.length);
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i])), 0);
};

for (const kind of Object.keys(cases.networks))
  test(`${kind}: as sure of a hundred digits as in Python`, () => {
    const { shares } = cases.networks[kind];
    assert.equal(shares.length, 100);
    cases.digits.forEach((levels, i) => {
      const got = softmax(run(kind, imageOf(levels), weights[kind]).at(-1)).data;
      assert.ok(furthest(got, shares[i]) <= 1e-5, `digit ${i}`);
    });
  });

test("LeNet-5 and likeness take at most 5 ms an image", () => {
  const examples = Uint8Array.from(cases.examples);
  const begun = process.cpuUsage(); // of this process: others may be busy
  for (const levels of cases.digits) likeness(run("lenet", imageOf(levels), weights.lenet)[STAGES.pool2.made], examples);
  const { user } = process.cpuUsage(begun);
  assert.ok(user / cases.digits.length <= 5000, `${user / cases.digits.length} microseconds`);
});

test("likeness is that of the library", () => {
  const examples = Uint8Array.from(cases.examples);
  cases.digits.forEach((levels, i) => {
    const got = likeness(run("lenet", imageOf(levels), weights.lenet)[STAGES.pool2.made], examples);
    assert.ok(Math.abs(got - cases.likeness[i]) <= 1e-5, `digit ${i}: ${got}, not ${cases.likeness[i]}`);
  });
  assert.equal(likeness(tensor(new Float32Array(400), 1, 400), examples), 0);
});

test("a drawing is drawn and made ready as in Python", () => {
  assert.ok(cases.drawings.length >= 25);
  for (const { drawn, side, pen, ink, ready } of cases.drawings) {
    const got = draw(drawn, side, pen);
    assert.ok(furthest(got, ink) <= 1e-6, JSON.stringify(drawn));
    const { digit, size, box } = prepareDigit(got, side);
    assert.ok(furthest(digit, ready) <= 1e-5, JSON.stringify(drawn));
    assert.ok(size.includes(20));
    assert.ok(box.rows <= side && box.columns <= side);
  }
  assert.equal(prepareDigit(new Float64Array(144), 12), null);
});

test("every number of every stage is made of what is said of it", () => {
  const image = imageOf(cases.digits[0]);
  const made = run("lenet", image, weights.lenet);
  for (const [name, { made: place }] of Object.entries(STAGES).slice(1))
    for (let at = 0; at < countOf(name); at++) {
      const found = origin(name, at, { image: image.data, made, weights: weights.lenet });
      const value = made[place].data[at];
      const { products, bias, inputs, tiles } = found;
      const sum = products ? products.reduce((a, b) => a + b, bias) : Math.max(...inputs);
      const shown = !products || name === "scores" ? sum : Math.max(0, sum);
      assert.ok(Math.abs(shown - value) <= 1e-4 * Math.max(1, Math.abs(value)), `${name} ${at}`);
      assert.equal(inputs.length, tiles.reduce((a, b) => a * b));
    }
});

test("a drawing comes back from a link as it went, and nothing else comes", () => {
  const drawn = [[[0, 111], [35, 36]], [[7, 8]]];
  assert.equal(lines.write(drawn), "00330z10-0708");
  assert.deepEqual(lines.read(lines.write(drawn)), drawn);
  assert.deepEqual(lines.read(""), []);
  for (const text of ["-", "00", "0034", "zz00", "0000-", "-0000", "0000--0000", "0000 0000", "00X0", "0".repeat(4 * 501), "<b>"])
    assert.equal(lines.read(text), undefined, text.slice(0, 20));
});

test("the pen draws on, begins anew, and stops before a link is too long", () => {
  assert.deepEqual(extended([], [5, 5], true), [[[5, 5]]]);
  assert.deepEqual(extended([[[5, 5]]], [6, 5], false), [[[5, 5]]]);
  assert.deepEqual(extended([[[5, 5]]], [9, 5], false), [[[5, 5], [9, 5]]]);
  assert.deepEqual(extended([[[5, 5]]], [9, 5], true), [[[5, 5]], [[9, 5]]]);
  let drawn = [];
  for (let i = 0; i < 2000; i++) drawn = extended(drawn, [(i * 3) % 112, i % 112], i % 50 === 0);
  assert.deepEqual(lines.read(lines.write(drawn)), drawn);
});

test("no share is all or nothing", () => {
  assert.deepEqual([1, 0.9996, 0.9994, 0.5, 0.0004, 0].map(percent), ["> 99.9 %", "> 99.9 %", "99.9 %", "50.0 %", "< 0.1 %", "< 0.1 %"]);
});
