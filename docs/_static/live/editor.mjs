// The place to edit: a plain text area. Tab leaves it, as everywhere on the page.
import { element } from "./dom.mjs";

export function editor(label, describedBy, onInput, onRun) {
  const area = element("textarea", {
    className: "live-code",
    spellcheck: false,
    autocapitalize: "off",
    wrap: "off",
  });
  area.setAttribute("aria-label", label);
  area.setAttribute("aria-describedby", describedBy);
  area.setAttribute("autocomplete", "off");
  area.setAttribute("autocorrect", "off");
  const grow = () => {
    area.rows = area.value.split("\n").length;
  };
  area.addEventListener("input", () => {
    grow();
    onInput();
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      onRun();
    } else if (!event.shiftKey && !event.altKey) {
      event.preventDefault();
      insert(area, `\n${indent(area)}`);
    }
  });
  return {
    area,
    fill(text) {
      area.value = text;
      area.setSelectionRange(0, 0);
      grow();
    },
  };
}

// The spaces that the next line begins with: those of this one, four more after a colon.
function indent(area) {
  const line = area.value.slice(0, area.selectionStart).split("\n").at(-1);
  return line.match(/^ */)[0] + (line.trimEnd().endsWith(":") ? "    " : "");
}

// The old command is the only way that the browser's undo knows of.
function insert(area, text) {
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
