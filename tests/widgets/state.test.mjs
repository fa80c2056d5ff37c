// Links carry states; what comes back from a link is a state of ours, or nothing.

import assert from "node:assert/strict";
import test from "node:test";

import { bytes, count, factor, fixed, short } from "../../docs/_static/widgets/format.mjs";
import { choice, flag, numbers, readState, whole, writeState } from "../../docs/_static/widgets/state.mjs";

const codecs = { image: choice("step", "digit"), stride: whole(1, 3), flip: flag, weights: numbers([2, 3], 9) };
const defaults = { image: "step", stride: 1, flip: false, weights: [1, 2] };

test("a state comes back as it went", () => {
  const state = { image: "digit", stride: 3, flip: true, weights: [-1.5, 0.25, 9] };
  const query = writeState(codecs, defaults, state);
  assert.equal(query, "image=digit&stride=3&flip=yes&weights=-1.5,0.25,9");
  assert.deepEqual(readState(codecs, defaults, query), state);
});

test("what is as usual is not written, and what is missing is as usual", () => {
  assert.equal(writeState(codecs, defaults, { ...defaults, stride: 2 }), "stride=2");
  assert.deepEqual(readState(codecs, defaults, ""), defaults);
  assert.deepEqual(readState(codecs, defaults, "stride=2"), { ...defaults, stride: 2 });
});

for (const query of [
  "image=cat", "image=", "image=constructor", "image=__proto__", "__proto__=1", "constructor=1", "toString=x",
  "stride=0", "stride=4", "stride=1.5", "stride=1e0", "stride=+1", "stride=0x1", "stride= 1", "stride=NaN",
  "stride=Infinity", "stride=99999999999999999999", "stride=", "stride=1&stride=2", "flip=1", "flip=true",
  "weights=1", "weights=1,2,3,4", "weights=1,,2", "weights=1,x", "weights=10,1", "weights=1,1e1", "weights=1,2;3",
  `weights=${"1,".repeat(5000)}1`, "<script>alert(1)</script>", "image=%3Cimg src=x onerror=alert(1)%3E",
  "image=step&x=1", "image=javascript:alert(1)", "%", "image=%E0%A4%A",
])
  test(`refused: ${query.slice(0, 60)}`, () => assert.equal(readState(codecs, defaults, query), undefined));

test("numbers read as the course writes them", () => {
  assert.deepEqual([count(77070848), count(0), count(-1200)], ["77,070,848", "0", "\u22121,200"]);
  assert.deepEqual([short(0.25), short(-8), short(-0.001), short(1 / 3)], ["0.25", "\u22128", "0", "0.33"]);
  assert.deepEqual([fixed(0.5), fixed(-0.001), fixed(-2)], ["0.50", "0.00", "\u22122.00"]);
  assert.deepEqual([factor(2), factor(-2)], ["2", "(\u22122)"]);
  assert.deepEqual([bytes(512), bytes(2048), bytes(1.5 * 2 ** 30)], ["512 B", "2.0 KiB", "1.5 GiB"]);
});
