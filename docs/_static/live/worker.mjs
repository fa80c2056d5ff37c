// Python itself, in a thread of its own: it loads Pyodide, runs cells one after the
// other, and says what they show. Only the page ends it. Everything comes from the
// folder beside this file; the largest is packed, so that no server need do it.
import { loadPyodide } from "./python/pyodide.mjs";
import parts from "./parts.mjs";

const FOLDER = new URL("python/", import.meta.url).href;
const TYPES = { wasm: "application/wasm", json: "application/json" };
const fromSite = self.fetch.bind(self);
let loaded = 0;
let total = parts.first;
let ready = false;
let hasData = false; // what the course's own modules read, once they have NumPy
let giveUp;

// Pyodide asks for its files by fetch, and waits for ever if one is not there. What is
// not in the folder is not there.
self.fetch = async (address, options) => {
  const name = new URL(address, FOLDER).href.slice(FOLDER.length);
  const file = `${name}.packed` in parts.files ? `${name}.packed` : name;
  if (ready) total += parts.files[file] ?? 0;
  try {
    const answer = await fromSite(FOLDER + file, options);
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    let body = answer.body.pipeThrough(new TransformStream({ transform: count }));
    if (file !== name) body = body.pipeThrough(new DecompressionStream("gzip"));
    const type = TYPES[name.split(".").at(-1)] ?? "application/octet-stream";
    return new Response(body, { headers: { "Content-Type": type } });
  } catch (error) {
    const fault = new Error(`${file} did not come: ${error.message}`);
    giveUp(fault);
    throw fault;
  }
};

function count(piece, stream) {
  loaded += piece.byteLength;
  postMessage({ kind: "loaded", loaded, total });
  stream.enqueue(piece);
}

const read = async (name) => (await fetch(FOLDER + name)).arrayBuffer();

async function begin() {
  const lock = read("lock.json").then((bytes) => new TextDecoder().decode(bytes));
  const [python, sources] = await Promise.all([
    loadPyodide({
      indexURL: FOLDER,
      packageBaseUrl: `${FOLDER}wheels/`,
      lockFileContents: lock.then(JSON.parse),
      env: { MPLBACKEND: "agg" },
    }),
    read("cnnlesson.zip"),
  ]);
  ready = true;
  loaded = total; // with the modules, which nobody counted
  python.unpackArchive(sources, "zip");
  const cells = python.pyimport("cnnlesson._cells");
  const session = cells.Session((kind, content) => postMessage({ kind, content }));
  return { python, cells, session, lock: JSON.parse(await lock) };
}

const started = new Promise((resolve, reject) => {
  giveUp = reject;
  begin().then(resolve, reject);
});
started.catch(() => {}); // the first cell will hear of it

// Brings the packages that `code` imports, and returns the names of those missing.
async function bring({ python, cells, lock }, code) {
  const imported = cells.packages(code).toJs();
  const absent = ({ name }) => !(name in python.loadedPackages);
  const wanted = Object.values(lock.packages)
    .filter(({ imports }) => imports.some((top) => imported.includes(top)))
    .filter(absent);
  if (wanted.length === 0) return [];
  if (parts.more) {
    const names = wanted.map(({ name }) => name);
    const options = { checkIntegrity: true, messageCallback() {}, errorCallback() {} };
    await python.loadPackage(names, options).catch(() => {});
  }
  const missing = wanted.filter(absent);
  if (missing.length === 0 && !hasData) {
    python.unpackArchive(await read("data.zip"), "zip");
    hasData = true;
  }
  return missing.map(({ name }) => name);
}

self.onmessage = async ({ data: { code, cell, alone } }) => {
  try {
    const all = await started;
    const missing = await bring(all, code);
    if (missing.length > 0) {
      postMessage({ kind: "end", how: "missing", packages: missing });
      return;
    }
    postMessage({ kind: "running" });
    const whole = all.session.run.callKwargs(code, { cell, alone });
    postMessage({ kind: "end", how: whole ? "whole" : "error" });
  } catch (error) {
    postMessage({ kind: "end", how: "broken", why: error.message });
  }
};
