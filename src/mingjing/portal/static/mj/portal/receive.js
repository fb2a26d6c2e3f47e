// Files that the reader picks or drops, whole folders too, for the pages that check them. Nothing leaves the browser.
import { isOriginal } from "./casefile.js";
import { digestOf } from "./tlog.js";

// What was picked, as path -> File; a picked folder's files have paths below its name.
const picked = (list) => new Map([...list].map((file) => [file.webkitRelativePath || file.name, file]));

async function walkEntry(entry, path, found) {
  if (entry.isFile) {
    found.set(path, await new Promise((done, failed) => entry.file(done, failed)));
    return;
  }
  const reader = entry.createReader();
  // A reader gives its entries in portions; an empty one is the end.
  const batch = () => new Promise((done, failed) => reader.readEntries(done, failed));
  for (let some = await batch(); some.length; some = await batch()) {
    for (const one of some) await walkEntry(one, `${path}/${one.name}`, found);
  }
}

async function walkHandle(handle, path, found) {
  if (handle.kind === "file") {
    found.set(path, await handle.getFile());
    return;
  }
  for await (const one of handle.values()) await walkHandle(one, `${path}/${one.name}`, found);
}

// What was dropped. The items are gone after the event, so all is taken from them before anything is awaited. Chromium
// opens no entries on a page from the disk; its handles do the same there, and other browsers have entries only.
async function dropped(items) {
  const found = new Map();
  const files = [...items].filter((item) => item.kind === "file");
  if (files.every((item) => item.getAsFileSystemHandle)) {
    const handles = await Promise.all(files.map((item) => item.getAsFileSystemHandle()));
    for (const handle of handles) await walkHandle(handle, handle.name, found);
    return found;
  }
  for (const entry of files.map((item) => item.webkitGetAsEntry())) await walkEntry(entry, entry.name, found);
  return found;
}

// Calls `take` with a promise of path -> File whenever something is picked in one of the inputs or dropped on the zone.
export function receive(zone, inputs, over, take) {
  for (const input of inputs) input.addEventListener("change", () => input.files.length && take(Promise.resolve(picked(input.files))));
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add(over);
    });
  }
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove(over));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    take(dropped(event.dataTransfer.items));
  });
}

// Digest and size of every file; the bytes too, but for originals, which may be films. `told(done, all)` hears of the progress.
export async function readAll(files, told) {
  const found = new Map();
  for (const [path, file] of files) {
    told(found.size + 1, files.size);
    const bytes = isOriginal(path) ? null : new Uint8Array(await file.arrayBuffer());
    found.set(path, { bytes, sha256: await digestOf(file), size: file.size, file });
  }
  return found;
}
