// Keeps what a reader wrote in a cell. A browser may refuse to: then it is not kept.

const key = (number) => `cell ${number} of ${location.pathname}`;

function tried(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

// Returns the edit of a cell, unless the cell has been another one since.
export function recall(number, original) {
  const kept = tried((storage) => JSON.parse(storage.getItem(key(number))));
  return kept?.original === original ? kept.text : null;
}

export function keep(number, original, text) {
  if (text === original) {
    forget(number);
    return;
  }
  const kept = JSON.stringify({ original, text });
  tried((storage) => storage.setItem(key(number), kept));
}

export function forget(number) {
  tried((storage) => storage.removeItem(key(number)));
}
