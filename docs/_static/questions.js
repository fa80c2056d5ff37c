// Checks what a reader predicts, and keeps it in this browser alone. The page is complete
// without this script: options can be read, answers stand in a disclosure.
//
// Kept in localStorage, one key a page: "cnnlesson.answers:PAGE" holds {"QUESTION": "answer"}.
// Where storage is denied, an answer holds until the page is left.
"use strict";
{
  const PREFIX = "cnnlesson.answers:";

  function answersOf(page) {
    try {
      const kept = JSON.parse(localStorage.getItem(PREFIX + page));
      return kept instanceof Object ? kept : {};
    } catch {
      return {};
    }
  }

  function keep(page, question, answer) {
    const answers = { ...answersOf(page), [question]: answer };
    try {
      localStorage.setItem(PREFIX + page, JSON.stringify(answers));
    } catch {} // denied, or full
  }

  function clearAll() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
      keys.forEach((key) => localStorage.removeItem(key));
    } catch {} // denied: there is nothing to clear
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  }

  // -- Questions --------------------------------------------------------------

  // What an answer comes to: whether it is right, and where it is explained.
  function judged(box, answer) {
    const terms = [...box.querySelectorAll(".answers > dl > dt")];
    const reasons = [...box.querySelectorAll(".answers > dl > dd")];
    const right = terms.findIndex((term) => term.classList.contains("right"));
    if (!box.dataset.numbers) {
      const options = [...box.querySelectorAll("input")].map((input) => input.value);
      const chosen = options.indexOf(answer);
      return { right: chosen === right, reason: reasons[chosen] };
    }
    const numbers = box.dataset.numbers.split(" ").map(Number);
    const off = (k) => Math.abs(Number(answer) - numbers[k]);
    if (off(right) <= Number(box.dataset.within)) return { right: true, reason: reasons[right] };
    const chosen = numbers.findIndex((_, k) => off(k) < 1e-9);
    const hint = Number(answer) < numbers[right] ? "It is more than that." : "It is less than that.";
    return { right: false, reason: reasons[chosen] ?? element("dd", {}, element("p", {}, hint)) };
  }

  function answerIn(box) {
    const input = box.querySelector("input[type=number], input:checked");
    return input?.value || null;
  }

  function restore(box, answer) {
    const number = box.querySelector("input[type=number]");
    const radio = [...box.querySelectorAll("input")].find((input) => input.value === answer);
    if (number && Number.isFinite(Number.parseFloat(answer))) number.value = answer;
    else if (radio) radio.checked = true;
    return answerIn(box);
  }

  function enhance(box) {
    const { page, question } = box.dataset;
    const answers = box.querySelector(".answers");
    const button = element("button", { type: "button" }, "Check");
    const before = element("span", { class: "before" });
    const status = element("div", { role: "status", class: "verdict" });

    function check() {
      const answer = answerIn(box);
      before.replaceChildren();
      if (answer === null) {
        const missing = box.dataset.numbers ? "Type a number first." : "Choose an answer first.";
        status.replaceChildren(element("p", {}, missing));
        return;
      }
      const { right, reason } = judged(box, answer);
      const words = [...reason.childNodes].map((node) => node.cloneNode(true));
      status.replaceChildren(...words);
      if (!right) status.querySelector("p").prepend(element("strong", {}, "Not this one."), " ");
      answers.hidden = false;
      keep(page, question, answer);
    }

    button.addEventListener("click", check);
    box.querySelector(".guess").addEventListener("keydown", (event) => {
      if (event.key === "Enter") check();
    });
    answers.hidden = true;
    answers.before(element("div", { class: "check" }, button, before), status);
    const kept = answersOf(page)[question];
    const answer = kept === undefined ? null : restore(box, String(kept));
    if (answer !== null) {
      const verdict = judged(box, answer).right ? ", and it is right." : ".";
      before.append(`This was your answer before${verdict}`);
    }
  }

  // -- The landing page ---------------------------------------------------------

  function showProgress(mark) {
    const names = mark.dataset.questions.split(" ");
    const answers = answersOf(mark.dataset.page);
    const answered = names.filter((name) => Object.hasOwn(answers, name)).length;
    mark.dataset.asked ??= mark.textContent;
    mark.textContent = answered ? `${answered} of ${mark.dataset.asked} answered` : mark.dataset.asked;
  }

  function showAllProgress() {
    document.querySelectorAll("[data-questions]").forEach(showProgress);
  }

  function enhanceClearing(button) {
    button.classList.add("ready");
    button.addEventListener("click", () => {
      clearAll();
      showAllProgress();
      button.previousElementSibling.textContent = "Your answers are cleared.";
    });
  }

  document.querySelectorAll(".question").forEach(enhance);
  document.querySelectorAll(".clear-answers").forEach(enhanceClearing);
  showAllProgress();
  addEventListener("pageshow", showAllProgress); // also when one comes back to the page
}
