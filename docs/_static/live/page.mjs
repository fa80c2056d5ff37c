// All cells of the page, and the one Python that they share.
import { Cell } from "./cell.mjs";
import { element } from "./dom.mjs";
import { Python } from "./python.mjs";

const python = new Python();
const steps = []; // the cells in order, and the code between them that is not shown

// Offers to run what can run here.
export function begin(parts) {
  const page = { run, stop, price: (cell) => price(parts, cell) };
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
  for (const cell of cells) if (cell.alone || parts.more) cell.offer();
  if (!parts.more && cells.some((cell) => !cell.alone)) sayWhatIsMissing();
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

// Says before anything is loaded how much that will be.
function price(parts, cell) {
  if (python.isLoaded) return "";
  const more = cell.alone ? "" : `, and up to ${megabytes(parts.more)} for NumPy and what else it needs`;
  return `The first run loads Python into this page: ${megabytes(parts.first)}${more}.`;
}

async function run(cell) {
  if (python.isBusy) {
    cell.say("Another cell is running: wait for it, or stop it there.");
    return;
  }
  const begun = performance.now();
  cell.output.begin();
  cell.setRunning(true);
  const end = (await runAbove(cell)) ?? (await runOne(cell, cell));
  cell.setRunning(false);
  cell.say(words(end, cell, (performance.now() - begun) / 1000));
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
  if (!python.isLoaded) cell.say("Loading Python");
  const end = await python.run({ code, cell: name, alone }, ({ kind, content, ...how }) => {
    if (kind === "loaded") cell.setLoaded(how);
    else if (kind === "running") cell.say(running);
    else if (step === cell || (kind === "error" && !unseen)) cell.output.show(kind, content);
  });
  step.ran = end.how === "whole";
  return end;
}

function stop() {
  python.stop();
}

function words(end, cell, seconds) {
  if (end.how === "stopped" || end.how === "broken") {
    for (const step of steps) step.ran = false;
  }
  if (end.how === "missing") {
    cell.output.add(missing(end.missing));
    return "Not run.";
  }
  return {
    whole: `Done in ${seconds.toFixed(1)} s.`,
    error: "Ended by an error, shown below.",
    "error above": `Not run: ${end.name}, above, ended by an error, shown below.`,
    stopped: "Stopped. The next run starts Python anew.",
    broken: `Python cannot run here: ${end.why}. Run tries again.`,
  }[end.how];
}

function missing(names) {
  const list = new Intl.ListFormat("en").format(names);
  return element(
    "p",
    {},
    `This cell needs ${list}, which this copy of the site does not have. `,
    ...atHome(),
  );
}

function sayWhatIsMissing() {
  const link = document.querySelector(".notebook-link");
  const note = element("p", { className: "live-missing" });
  note.append("In this copy of the site, cells run only in exercises: the others need NumPy. ", ...atHome());
  link?.after(note);
}

// Where to run what does not run here.
function atHome() {
  const link = document.querySelector(".notebook-link a")?.cloneNode(true);
  if (!link) return ["It runs at home, in the course's own folder."];
  link.textContent = "notebook of this page";
  return ["At home it runs: download the ", link, "."];
}
