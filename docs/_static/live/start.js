// Lets the cells of this page run, if `make live` has put Python beside the site.
// Browsers load no modules from the disk: there the page stays what it is without.
if (location.protocol !== "file:") {
  (async () => {
    const { default: parts } = await import("./parts.mjs");
    if (parts) (await import("./page.mjs")).begin(parts);
  })();
}
