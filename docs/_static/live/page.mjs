// All cells of the page, and the one Python that they share.
import { Cell } from "./cell.mjs";
import { Python } from "./python.mjs";
import { howItEnded, missing, onlyExercises, price } from "./words.mjs";

const python = new Python();
const steps = []; // the cells in order, and the code between them that is not shown
let isPaid = false; // once all is loaded, the browser keeps it

// Offers to run what can run here.
export function begin(parts) {
  const page = {
    run,
    stop: () => python.stop(),
    price: (cell) => (isPaid ? "" : price(parts, cell)),
  };
  let number = 0;
  for (const place of document.querySelectorAll("div.cell, pre.unseen-cell")) {
    if (place.matches("pre")) {
      steps.push({ code: place.textContent, name: "a cell that is not shown", unseen: true });
    } else if (place.querySelector(".cell_input pre")) {
      number += 1;
      steps.push(new Cell(place, number, page));
    }
  }
  const cells = steps.filter((step) => !step.unseen);
  const offered = cells.filter((cell) => cell.alone || parts.more);
  for (const cell of offered) cell.offer();
  if (offered.length > 0 && offered.length < cells.length) {
    document.querySelector(".notebook-link")?.after(onlyExercises());
  }
}

async function run(cell) {
  if (python.isBusy) {
    cell.say("Another cell is running: wait for it, or stop it there.");
    return;
  }
  cell.output.begin();
  cell.setRunning(true);
  const end = (await runAbove(cell)) ?? (await runOne(cell, cell));
  cell.setRunning(false);
  if (end.how === "missing") cell.output.add(missing(end.packages));
  if (!python.isLoaded) for (const step of steps) step.ran = false;
  cell.say(howItEnded(end));
}

// Runs what stands above a cell and has not run; returns an end only if that failed.
async function runAbove(cell) {
  const above = cell.alone ? [] : steps.slice(0, steps.indexOf(cell));
  const first = above.filter((step) => !step.ran && !step.alone);
  for (const [i, step] of first.entries()) {
    const place = `${i + 1} of ${first.length}`;
    const end = await runOne(step, cell, `Running the cells above first: ${place}`);
    // An unseen cell also checks what the page says, which may not hold after an edit.
    if (end.how === "error" && step.unseen) continue;
    if (end.how === "error") return { how: "error above", name: step.name };
    if (end.how !== "whole") return end;
  }
  return null;
}

// Runs one step, and lets `cell` say how far it is and what it shows. Of a step above
// only an error is of interest.
async function runOne(step, cell, running = "Running") {
  const { code, name, unseen, alone = false } = step;
  cell.say(python.isLoaded ? running : "Loading Python");
  let begun;
  const hear = ({ kind, content, loaded, total }) => {
    if (kind === "loaded") cell.setLoaded(loaded, total);
    else if (kind === "running") {
      begun = performance.now();
      cell.setLoaded(1, 1);
      cell.say(running);
      pay();
    } else if (step === cell || (kind === "error" && !unseen)) {
      cell.output.show(kind, content);
    }
  };
  const end = await python.run({ code, cell: name, alone }, hear);
  step.ran = end.how === "whole";
  return { ...end, seconds: (performance.now() - begun) / 1000 };
}

function pay() {
  isPaid = true;
  for (const price of document.querySelectorAll(".live-price")) price.remove();
}
