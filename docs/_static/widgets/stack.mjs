// Stacks of layers as text and in words, and those of the networks of the course. A layer
// is { kind: "c" or "m", kernel, stride, dilation, padding }: convolution, max pooling.

export const MOST_LAYERS = 24;
const TOKEN = /^([cm])(\d{1,2})(?:s([1-4]))?(?:d([1-8]))?(?:p(\d))?$/;

// A stack as text: "c3p1,m2" is a convolution of 3 by 3, padded by 1, and pooling of 2 by 2.
export const stack = {
  read: (text) => {
    const found = text.length < 300 ? text.split(",").map((token) => TOKEN.exec(token)) : [];
    if (found.length < 1 || found.length > MOST_LAYERS || !found.every((m) => m && m[2] > 0)) return undefined;
    return found.map(([, kind, k, s, d, p]) => (
      { kind, kernel: Number(k), stride: Number(s ?? (kind === "m" ? k : 1)), dilation: Number(d ?? 1), padding: Number(p ?? 0) }));
  },
  write: (layers) => layers.map(({ kind, kernel, stride, dilation, padding }) => [
    kind, kernel, stride === (kind === "m" ? kernel : 1) ? "" : `s${stride}`,
    dilation > 1 ? `d${dilation}` : "", padding ? `p${padding}` : ""].join("")).join(","),
};

// The layers of the networks, each on the image it is made for.
const same = Array(3).fill("c3p1");
// Each a state: the middle pixel of the image, seen through all the layers.
export const PRESETS = [
  ["three of 3 × 3", 28, "c3p1,c3p1,c3p1"],
  ["two and pooling, three times", 64, "c3p1,c3p1,m2,c3p1,c3p1,m2,c3p1,c3p1,m2"],
  ["dilations 1, 2, 4", 28, "c3p1,c3d2p2,c3d4p4"],
  ["LeNet-5", 28, "c5p2,m2,c5,m2,c5"],
  ["VGG-16", 224, `c3p1,c3p1,m2,c3p1,c3p1,m2,${[same, same, same].map((three) => `${three},m2`)}`],
  ["ResNet-18", 224, `c7s2p3,m3s2p1,c3p1,${same},${Array(3).fill(`c3s2p1,${same}`)}`],
].map(([name, side, text]) => {
  const layers = stack.read(text);
  return [name, { layers, side, depth: layers.length, row: side / 2, column: side / 2 }];
});

// A layer in words; what is usual is not said.
export function named({ kind, kernel, stride, dilation }) {
  const usual = kind === "m" ? kernel : 1;
  return [`${kind === "m" ? "pooling" : "convolution"} ${kernel} × ${kernel}`,
    stride === usual ? "" : `, stride ${stride}`, dilation > 1 ? `, dilation ${dilation}` : ""].join("");
}
