// One cell of the page that can be edited and run.
import { element } from "./dom.mjs";
import { forget, keep, recall } from "./edits.mjs";
import { editor } from "./editor.mjs";
import { Output } from "./output.mjs";

export class Cell {
  ran = false; // since Python started

  constructor(place, number, page) {
    this.place = place;
    this.number = number;
    this.name = `cell ${number}`;
    this.page = page;
    this.alone = place.classList.contains("tag_exercise");
    this.shown = place.querySelector(".cell_input .highlight");
    this.original = this.shown.textContent.trimEnd();
    this.output = new Output(place.querySelector(":scope > .cell_output"));
    place.append(this.output.element);
  }

  get code() {
    return this.editor?.area.value ?? this.original;
  }

  offer() {
    const kept = recall(this.number, this.original);
    if (kept !== null) {
      this.open(kept);
      this.say("Your own version, from the last time.");
      return;
    }
    const button = element("button", { className: "live-open", type: "button" }, "Edit and run");
    button.setAttribute("aria-label", `Edit and run ${this.name}`);
    button.addEventListener("click", () => {
      button.remove();
      this.open(this.original);
      this.editor.area.focus();
    });
    this.place.classList.add("live-cell");
    if (this.alone) this.shown.parentElement.after(button);
    else this.place.prepend(button);
  }

  open(text) {
    const note = element("span", { className: "live-note", id: `live-note-${this.number}` });
    const price = element("span", { className: "live-price" }, this.page.price(this));
    note.append("Ctrl+Enter runs it, Tab leaves it. ", price);
    this.editor = editor(
      `Code of ${this.name}`,
      note.id,
      () => keep(this.number, this.original, this.code),
      () => this.toggle(true),
    );
    this.editor.fill(text);
    this.button = this.#button("Run", () => this.toggle());
    this.progress = element("progress", { hidden: true });
    this.progress.setAttribute("aria-label", "Loading Python");
    this.status = element("p", { className: "live-status" });
    this.status.setAttribute("role", "status");
    const reset = this.#button("Reset", () => this.reset());
    const bar = element("div", { className: "live-bar" }, this.button, reset, note);
    const whole = element("div", { className: "live-editor highlight" }, this.editor.area, bar);
    whole.append(element("div", { className: "live-state" }, this.progress, this.status));
    this.shown.hidden = true;
    this.shown.after(whole);
    const folded = this.place.querySelector("details");
    if (folded) folded.open = true;
  }

  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  // Runs the cell, or stops it if it runs. Ctrl+Enter never stops one.
  toggle(onlyRun = false) {
    if (!this.isRunning) this.page.run(this);
    else if (!onlyRun) this.page.stop();
  }

  setRunning(running) {
    this.isRunning = running;
    this.button.textContent = running ? "Stop" : "Run";
    this.progress.hidden = true;
  }

  setLoaded(loaded, total) {
    this.progress.hidden = loaded >= total;
    this.progress.max = total;
    this.progress.value = loaded;
  }

  reset() {
    if (this.isRunning) this.page.stop();
    this.editor.fill(this.original);
    forget(this.number);
    this.output.reset();
    this.say("As it was.");
  }

  #button(words, act) {
    const button = element("button", { type: "button" }, words);
    button.addEventListener("click", act);
    return button;
  }
}
