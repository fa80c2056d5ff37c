// The colours of data, those of the figures: functions from a value to [red, green, blue].

// From black at `low` to white at `high`, as Matplotlib's gray.
export const grey = (low = 0, high = 1) => (value) => {
  const level = Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))));
  return [level, level, level];
};

// Purple below zero, white at zero, orange above: Matplotlib's PuOr_r.
const PUOR = [
  [45, 0, 75], [84, 39, 136], [128, 115, 172], [178, 171, 210], [216, 218, 235], [247, 247, 247],
  [254, 224, 182], [253, 184, 99], [224, 130, 20], [179, 88, 6], [127, 59, 8],
];
export const signed = (limit = 1) => (value) => {
  const place = 5 + 5 * Math.min(1, Math.max(-1, value / limit));
  const [below, part] = [Math.min(9, Math.floor(place)), place - Math.min(9, Math.floor(place))];
  return PUOR[below].map((from, i) => Math.round(from + part * (PUOR[below + 1][i] - from)));
};

// Black or white, whichever is easier to read on a colour (WCAG 2).
export function readableOn(rgb) {
  const linear = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.179 ? "on-light" : "on-dark";
}
