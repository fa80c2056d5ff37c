// Fields and gradients: against the library's numbers, and against nudging a pixel.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { receptiveField } from "../../docs/_static/widgets/cnn.mjs";
import { equalShares, geometry, halfSide, nearest, randomGradient, seeded } from "../../docs/_static/widgets/field.mjs";
import { named, PRESETS, stack } from "../../docs/_static/widgets/stack.mjs";

const cases = JSON.parse(readFileSync(process.env.CNNLESSON_CASES, "utf8"));

for (const { text, side, outputs, first, size, step, shares } of cases.fields)
  test(`fields of ${text} are those of the library`, () => {
    const layers = stack.read(text);
    assert.deepEqual(geometry(layers, side), { outputs, size, step, first });
    equalShares(layers).forEach((share, i) => assert.ok(Math.abs(share - shares[i]) < 1e-12));
  });

test("the nearest output is the one whose middle is nearest", () => {
  const { outputs, size, step, first } = geometry(stack.read("c7s2p3,m3s2p1"), 28);
  for (let pixel = 0; pixel < 28; pixel++) {
    const off = Array.from({ length: outputs }, (_, i) => Math.abs(first + i * step + (size - 1) / 2 - pixel));
    assert.equal(off[nearest({ outputs, size, step, first }, pixel)], Math.min(...off));
  }
});

test("a random gradient reaches the field and no further, the same each time", () => {
  for (const text of ["c3p1,c3p1", "c5p2,m2,c3d2", "m2,c3s2,m3s2p1"]) {
    const layers = stack.read(text);
    const { size } = receptiveField(layers.map((l) => [l.kernel, l.stride, l.dilation]));
    const run = (seed) => {
      const steps = randomGradient(layers, seeded(seed));
      let step = steps.next();
      while (!step.done) step = steps.next();
      return step.value;
    };
    assert.equal(run(1).length, size * size);
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1), run(2));
    assert.ok(run(1).every(Number.isFinite) && run(1).some((slope) => slope !== 0));
  }
});

test("the half of what counts", () => {
  assert.equal(halfSide([0, 0, 0, 0, 1, 0, 0, 0, 0]), 1);
  assert.equal(halfSide(Array(49).fill(1)), 5); // 25 of 49
  assert.equal(halfSide(Array(16).fill(1)), 4); // 4 of 16 are not enough
});

test("stacks come back as they went, and only stacks", () => {
  for (const [name, { layers }] of PRESETS) assert.deepEqual(stack.read(stack.write(layers)), layers, name);
  assert.equal(stack.write(stack.read("c3p1,m2,m3s2p1,c3d2p2,c7s2p3")), "c3p1,m2,m3s2p1,c3d2p2,c7s2p3");
  for (const text of ["", "c0", "x3", "c3,", "c3s9", "c3d9", "c3p", "C3", "c3 p1", "c123", Array(25).fill("c3").join()])
    assert.equal(stack.read(text), undefined, text);
  assert.equal(named(stack.read("m2")[0]), "pooling 2 × 2");
  assert.equal(named(stack.read("c3s2d4")[0]), "convolution 3 × 3, stride 2, dilation 4");
});
