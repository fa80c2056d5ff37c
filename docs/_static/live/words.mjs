// What the page says about running its cells: before, after, and when it cannot.
import { element } from "./dom.mjs";

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

// How much will be loaded, said before it is.
export function price({ first, more }, cell) {
  const beyond = cell.alone ? "" : `, and up to ${megabytes(more)} for NumPy and its like`;
  return `The first run loads Python into this page: ${megabytes(first)}${beyond}.`;
}

export function howItEnded({ how, seconds, name, why }) {
  switch (how) {
    case "whole":
      return seconds < 0.05 ? "Done." : `Done in ${seconds.toFixed(1)} s.`;
    case "error":
      return "Ended by an error, shown below.";
    case "error above":
      return `Not run: ${name} of this page ended by an error, shown below.`;
    case "missing":
      return "Not run.";
    case "stopped":
      return "Stopped. The next run starts Python anew.";
    default:
      return `Python cannot run here: ${why}. Run tries again.`;
  }
}

export function missing(packages) {
  const list = new Intl.ListFormat("en").format(packages);
  return paragraph(`This cell needs ${list}, which this copy of the site does not have.`);
}

export function onlyExercises() {
  return paragraph("Here only exercises run in the page, for other cells need NumPy.");
}

// Ends in where to run what does not run here.
function paragraph(words) {
  const made = element("p", { className: "live-missing" }, words);
  const link = document.querySelector(".notebook-link a")?.cloneNode(true);
  if (link) {
    link.textContent = "notebook of this page";
    made.append(" At home every cell runs: download the ", link, ".");
  }
  return made;
}
