// What a widget shows, as the fragment of a link, and back. A fragment comes from
// strangers: what is not exactly one of the allowed values makes the whole of it void.

// A codec reads a text into a value, or into undefined, and writes it back.
export const choice = (...names) => ({
  read: (text) => (names.includes(text) ? text : undefined),
  write: String,
});

export const whole = (low, high) => ({
  read: (text) => {
    const value = /^-?\d{1,9}$/.test(text) ? Number(text) : NaN;
    return value >= low && value <= high ? value : undefined;
  },
  write: String,
});

export const flag = { read: (text) => ({ yes: true, no: false })[text], write: (on) => (on ? "yes" : "no") };

// Numbers in a row, `counts` of them, each between -most and most.
export const numbers = (counts, most) => ({
  read: (text) => {
    const parts = text.length < 2000 ? text.split(",") : [];
    const values = parts.every((part) => /^-?\d{1,4}(\.\d{1,6})?$/.test(part)) ? parts.map(Number) : [];
    return counts.includes(values.length) && values.every((v) => Math.abs(v) <= most) ? values : undefined;
  },
  write: (values) => values.map((value) => Number(value.toFixed(6))).join(","),
});

// A picture of `count` pixels, each on or off, as hexadecimal digits of four pixels.
export const bits = (count) => ({
  read: (text) => {
    if (text.length !== count / 4 || !/^[0-9a-f]+$/.test(text)) return undefined;
    return [...text].flatMap((digit) => [8, 4, 2, 1].map((bit) => (parseInt(digit, 16) & bit ? 1 : 0)));
  },
  write: (pixels) => Array.from({ length: count / 4 }, (_, i) =>
    pixels.slice(4 * i, 4 * i + 4).reduce((sum, on) => 2 * sum + on, 0).toString(16)).join(""),
});

// Return the state that `query` ("stride=2&padding=1") asks for, or undefined.
export function readState(codecs, defaults, query) {
  const state = { ...defaults };
  const seen = new Set();
  for (const [name, text] of new URLSearchParams(query)) {
    const value = Object.hasOwn(codecs, name) && !seen.has(name) ? codecs[name].read(text) : undefined;
    if (value === undefined) return undefined;
    seen.add(name);
    state[name] = value;
  }
  return state;
}

// Return what of `state` differs from `defaults`, as a query.
export function writeState(codecs, defaults, state) {
  const query = new URLSearchParams();
  for (const [name, codec] of Object.entries(codecs)) {
    const text = codec.write(state[name]);
    if (text !== codec.write(defaults[name])) query.set(name, text);
  }
  return query.toString().replaceAll("%2C", ",");
}
