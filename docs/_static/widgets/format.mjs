// Numbers as the course writes them: commas, a true minus, no digits that say nothing.

const MINUS = "\u2212";

// A whole number with commas: 77,070,848.
export const count = (value) => Math.round(value).toLocaleString("en-US").replace("-", MINUS);

// A number with at most `digits` behind the point: 0.25, −8, 1.5.
export const short = (value, digits = 2) =>
  String(Number(value.toFixed(digits)) + 0).replace("-", MINUS);

// With exactly `digits` behind the point.
export const fixed = (value, digits = 2) => short(0, 0) === short(value, digits)
  ? (0).toFixed(digits) : value.toFixed(digits).replace("-", MINUS);

// A share of a softmax in percent, 99.8 %: none is ever nothing or all.
export function percent(share) {
  if (share >= 0.9995) return "> 99.9 %";
  return share < 0.0005 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;
}

// In a product: brackets around what is below zero.
export const factor = (value, digits = 2) =>
  value < 0 ? `(${short(value, digits)})` : short(value, digits);

// Bytes in the unit that a person would choose: 1.4 GiB.
export function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10));
  return `${count(value / 1024 ** step) === "0" || step === 0 ? count(value) : (value / 1024 ** step).toFixed(1)} ${units[step]}`;
}
