// Loads the widgets of a page. Where it cannot (no modules from the disk, a file that does
// not come) the figure that stands in the element stays.
(() => {
  const folder = new URL(".", document.currentScript.src);
  for (const element of document.querySelectorAll(".widget")) {
    const stay = () => { element.dataset.off = ""; };
    const name = element.localName;
    if (folder.protocol === "file:" || !window.customElements) stay();
    else import(new URL(`${name}.mjs`, folder)).catch((error) => { stay(); throw error; });
  }
})();
