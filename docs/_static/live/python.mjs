// The page's side of Python: starts it when it is first needed, and ends it.

export class Python {
  #worker = null;
  #end = null; // of the cell that runs
  #hear = null;

  get isBusy() {
    return this.#end !== null;
  }

  get isLoaded() {
    return this.#worker !== null;
  }

  // Runs one cell and resolves to how it ended: {how: "whole" | "error" | "missing" |
  // "broken" | "stopped"}. `hear` is called with each message that comes before.
  run(cell, hear) {
    this.#worker ??= this.#start();
    this.#hear = hear;
    return new Promise((resolve) => {
      this.#end = resolve;
      this.#worker.postMessage(cell);
    });
  }

  // No loop is too endless: the whole of Python goes, and what it remembers.
  stop(end = { how: "stopped" }) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#finish(end);
  }

  #start() {
    const address = new URL("worker.mjs", import.meta.url);
    const worker = new Worker(address, { type: "module" });
    worker.onmessage = ({ data }) => {
      if (data.kind !== "end") this.#hear?.(data);
      else if (data.how === "broken") this.stop(data);
      else this.#finish(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.stop({ how: "broken", why: event.message || "its files did not come" });
    };
    return worker;
  }

  #finish(end) {
    const resolve = this.#end;
    this.#end = null;
    resolve?.(end);
  }
}
