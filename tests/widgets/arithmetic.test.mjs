// The widgets' arithmetic against answers that the Python library wrote down.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import * as cnn from "../../docs/_static/widgets/cnn.mjs";
import { grey, readableOn, signed } from "../../docs/_static/widgets/colours.mjs";
import { readWeights, run } from "../../docs/_static/widgets/network.mjs";

const cases = JSON.parse(readFileSync(process.env.CNNLESSON_CASES, "utf8"));
const asTensor = (array) => array && cnn.tensor(Float32Array.from(array.data), ...array.shape);

function close(got, wanted, tolerance = 1e-5) {
  assert.deepEqual(got.shape, wanted.shape);
  assert.equal(got.data.length, wanted.data.length);
  const largest = wanted.data.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
  got.data.forEach((value, i) => assert.ok(Math.abs(value - wanted.data[i]) <= tolerance * largest, `at ${i}: ${value}, not ${wanted.data[i]}`));
}

test("all cases came", () => {
  const least = { conv2d: 100, maxPool2d: 20, avgPool2d: 20, linear: 5, relu: 1, softmax: 5, globalMaxPool2d: 2, globalAvgPool2d: 2 };
  for (const [name, wanted] of Object.entries(least))
    assert.ok(cases.layers.filter((c) => c.name === name).length >= wanted, name);
  assert.ok(cases.counts.length >= 300);
});

cases.layers.forEach(({ name, inputs, options, wanted }, i) => {
  test(`${name} ${i}: ${JSON.stringify(options)}`, () => {
    const given = inputs.map(asTensor);
    const kept = given.map((x) => x && x.data.slice());
    const positional = name.endsWith("Pool2d") && !name.startsWith("global") ? [options.kernelSize] : [];
    close(cnn[name](...given, ...positional, options), wanted);
    given.forEach((x, at) => x && assert.deepEqual(x.data, kept[at], "an input was written to"));
  });
});

test("counts are those of the library, to the last digit", () => {
  for (const { name, args, wanted } of cases.counts)
    if (wanted === null) assert.throws(() => cnn[name](...args), RangeError, JSON.stringify(args));
    else assert.deepEqual(cnn[name](...args), wanted, `${name} ${JSON.stringify(args)}`);
});

test("a trained network reads real digits as it does in Python", () => {
  const bytes = readFileSync(cases.network.weights);
  const weights = readWeights(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const made = run("lenet", asTensor(cases.network.images), weights);
  cases.network.made.forEach((wanted, place) => wanted && close(made[place], wanted, 2e-5));
  close(cnn.softmax(made.at(-1)), cases.network.probabilities, 2e-5);
});

test("colours are those of the figures", () => {
  for (const { value, rgb } of cases.colours.signed)
    signed(1)(value).forEach((level, i) => assert.ok(Math.abs(level - rgb[i]) <= 3, `${value}: ${signed(1)(value)}, not ${rgb}`));
  for (const { value, rgb } of cases.colours.grey)
    grey()(value).forEach((level, i) => assert.ok(Math.abs(level - rgb[i]) <= 1));
  for (const { rgb, readable } of cases.colours.readable) assert.equal(readableOn(rgb), readable);
});
