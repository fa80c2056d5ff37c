// Shows the page in the theme that its reader chose before, as furo does from within the page.
// Where a browser denies storage, asking for it is an error, and the scripts of the theme and the
// search would end there: they get a storage that forgets.
"use strict";
try {
  localStorage.getItem("theme");
} catch {
  const kept = new Map();
  const value = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => { kept.set(key, String(text)); },
    removeItem: (key) => { kept.delete(key); },
  };
  Object.defineProperty(window, "localStorage", { value });
}
document.body.dataset.theme = localStorage.getItem("theme") || "auto";
