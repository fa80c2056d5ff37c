// What every widget is: an element that takes its figure's place, has a state that a
// link can carry, controls that show it, and one sentence that says what is seen.
//
// A widget extends Widget, gives `codecs` and `defaults` of its state, and has
//   async prepare()      loads what it needs; if it fails, the figure stays
//   build()              returns its nodes, made once
//   render(state)        shows the state in them, and returns the sentence
//   fit(state)           (if needed) returns the nearest state that can be shown

import { readState, writeState } from "./state.mjs";

const SVG = "http://www.w3.org/2000/svg";
const made = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

// Make an element: h("button", { type: "button", click: start }, "Start").
export const h = (tag, attributes = {}, ...children) => made(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) =>
  made(document.createElementNS(SVG, tag), attributes, children);

export class Widget extends HTMLElement {
  #left = null; // aborts what listens outside of the element
  #frame = 0;
  #shown = []; // functions that show the state in a control
  #status = h("p", { class: "widget-status", role: "status" });
  #share = h("a", { class: "widget-share" }, "Link to this view");

  async prepare() {}
  fit(state) { return state; }

  async connectedCallback() {
    this.#left = new AbortController();
    if (this.stage) return this.#listen(); // moved within the page
    try {
      await this.prepare();
      if (this.isConnected && !this.stage) this.#start();
    } catch (error) {
      this.dataset.off = "";
      throw error;
    }
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.#frame);
    this.#left.abort();
  }

  // A signal for listeners outside of the element: they end when it leaves the page.
  get leaving() { return this.#left.signal; }

  #start() {
    const { codecs, defaults } = this.constructor;
    this.start = this.fit(readState(codecs, defaults, this.dataset.start ?? "") ?? defaults);
    this.state = this.#linked() ?? this.start;
    const again = h("button", { type: "button", click: () => this.set(this.start) }, "Start again");
    this.stage = h("div", { class: "widget-stage" }, ...this.build());
    this.stage.append(h("div", { class: "widget-foot" }, this.#status, again, this.#share));
    this.append(this.stage);
    this.#listen();
    this.#render();
    this.dataset.on = "";
    if (this.#linked()) this.scrollIntoView();
  }

  #listen() {
    const follow = () => this.#linked() && this.set(this.#linked());
    addEventListener("hashchange", follow, { signal: this.leaving });
  }

  // The state that the address asks for: undefined if it asks for none, the start if
  // what it asks for is not a state.
  #linked() {
    const [id, query] = location.hash.slice(1).split("?");
    if (id !== this.id || query === undefined) return undefined;
    const state = readState(this.constructor.codecs, this.start, query);
    return state ? this.fit(state) : this.start;
  }

  // Change some of the state; shown with the next frame, once for all changes till then.
  set(changes) {
    this.state = this.fit({ ...this.state, ...changes });
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#render());
  }

  #render() {
    for (const show of this.#shown) show(this.state);
    const sentence = this.render(this.state);
    if (sentence !== this.#status.textContent) this.#status.textContent = sentence;
    const query = writeState(this.constructor.codecs, this.start, this.state);
    this.#share.href = `#${this.id}?${query}`;
  }

  // -- Controls: each shows one entry of the state and changes it -----------------

  // One of a few values, all in sight; options are [value, text].
  choices(name, label, options) {
    const codec = this.constructor.codecs[name];
    const group = `${this.id}-${name}`;
    const radios = options.map(([value]) => {
      const change = () => this.set({ [name]: value });
      return h("input", { type: "radio", name: group, value: codec.write(value), change });
    });
    this.#shown.push((state) => {
      for (const radio of radios) radio.checked = radio.value === codec.write(state[name]);
    });
    const labels = options.map(([, text], i) => h("label", {}, radios[i], h("span", {}, text)));
    const row = h("div", { class: "segments" }, ...labels);
    return h("fieldset", { class: "widget-field" }, h("legend", {}, label), row);
  }

  // One of many values, in a list that opens.
  menu(name, label, options) {
    const codec = this.constructor.codecs[name];
    const list = options.map(([value, text]) => h("option", { value: codec.write(value) }, text));
    const change = () => this.set({ [name]: codec.read(select.value) });
    const select = h("select", { change }, ...list);
    this.#shown.push((state) => { select.value = codec.write(state[name]); });
    return h("label", { class: "widget-field" }, h("span", {}, label), select);
  }

  // States with a name, [text, changes] each; a function makes the changes of the state.
  // The one shown is that which has the same values of `names`.
  presets(label, entries, names = Object.keys(entries[0][1])) {
    const { codecs } = this.constructor;
    const changes = (place) => [entries[place][1]].map((c) => (typeof c === "function" ? c(this.state) : c))[0];
    const change = () => select.value && this.set(changes(select.value));
    const list = entries.map(([text], place) => h("option", { value: place }, text));
    const select = h("select", { change }, h("option", { value: "", disabled: "" }, "your own"), ...list);
    const text = (name, state) => codecs[name].write(state[name]);
    this.#shown.push((state) => {
      const place = entries.findIndex((_, i) => names.every((name) => text(name, changes(i)) === text(name, state)));
      select.value = place < 0 ? "" : place;
    });
    return h("label", { class: "widget-field" }, h("span", {}, label), select);
  }

  // One of an ascending list of numbers, on a slider; `text` says what a value is.
  slider(name, label, values, text = String) {
    const input = () => this.set({ [name]: values[range.valueAsNumber] });
    const range = h("input", { type: "range", min: 0, max: values.length - 1, step: 1, input });
    const said = h("b");
    this.#shown.push((state) => {
      const place = values.findIndex((value) => value >= state[name]);
      range.value = place < 0 ? values.length - 1 : place;
      said.textContent = text(state[name]);
      range.setAttribute("aria-valuetext", said.textContent);
    });
    return h("label", { class: "widget-field" }, h("span", {}, label, " ", said), range);
  }
}

// Fetch a file of the site that the build wrote beside this module.
async function fetchFile(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer;
}
export const fetchJson = async (name) => (await fetchFile(name)).json();
export const fetchBytes = async (name) => new Uint8Array(await (await fetchFile(name)).arrayBuffer());

// Wait until an element is nearly in sight: what is large can be loaded then.
export const inSight = (element) => new Promise((resolve) => {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    resolve();
  }, { rootMargin: "300px" });
  observer.observe(element);
});
