// The one-file edition: unpacks the parts that stand above this script (`xtask/src/one_file.rs`) and starts the program with them.
// What xzwasm would fetch, its own program, stands in an address (`one_file.rs` calls this in place of `fetch`): no policy need allow it.
globalThis.keqiaoRead = async (address) =>
  new Response(Uint8Array.from(atob(address.split(",")[1]), (letter) => letter.charCodeAt(0)));

// And it hands on views of its memory, which it writes over: what is handed on here is a copy.
globalThis.keqiaoStream = class extends globalThis.ReadableStream {
  constructor(source) {
    const copying = (into) => ({ enqueue: (chunk) => into.enqueue(chunk.slice()), close: () => into.close() });
    super({
      start: (into) => source.start(into),
      pull: (into) => source.pull(copying(into)),
      cancel: () => source.cancel(),
    });
  }
};
const { XzReadableStream } = require("xzwasm");

(function () {
  "use strict";
  // The browser is too old, and says so.
  if (!globalThis.keqiaoLoad) return;

  // A part is bytes as the letters that windows-1252 has for them, which takes a fiftieth more than the bytes where base64 takes a third.
  const bytesOf = new Uint8Array(65536);
  const letters = new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  for (let byte = 0; byte < 256; byte += 1) bytesOf[letters.charCodeAt(byte)] = byte;

  // What HTML would not leave as it is stands after a `=`, 64 higher.
  function packed(text) {
    const bytes = new Uint8Array(text.length);
    let length = 0;
    for (let at = 0; at < text.length; at += 1) {
      const escaped = text.charCodeAt(at) === 61;
      if (escaped) at += 1;
      bytes[length] = bytesOf[text.charCodeAt(at)] - (escaped ? 64 : 0);
      length += 1;
    }
    return bytes.subarray(0, length);
  }

  async function unpacked(place) {
    const bytes = packed(place.textContent);
    place.remove();
    const stream = new XzReadableStream(new Blob([bytes]).stream());
    return new Response(stream, { headers: { "Content-Type": place.dataset.type } }).blob();
  }

  const WORKERS = { "./worker.js": "keqiao", "./files-worker.js": "files", "./handover-worker.js": "handover" };
  const TYPES = { js: "text/javascript", html: "text/html", json: "application/json" };

  async function start() {
    const parts = new Map();
    // One after another: all are unpacked in one memory, which moves when one of them needs more.
    for (const place of document.querySelectorAll("script[data-part]")) {
      parts.set(place.dataset.part, await unpacked(place));
    }
    const texts = JSON.parse(await parts.get("texts").text());

    const addresses = new Map();
    function address(path, content) {
      if (!addresses.has(path)) addresses.set(path, URL.createObjectURL(content()));
      return addresses.get(path);
    }
    function beside(path) {
      const name = path.slice(2);
      const type = TYPES[name.split(".").pop()] || "text/plain";
      return address(path, () => parts.get(name) || new Blob([texts[name]], { type }));
    }
    // From a `file:` address a worker may read nothing of its page: its script is all in one, and its program comes as the first message.
    function worker(path) {
      const program = WORKERS[path];
      const script = () => [texts["durable.js"], texts[`${program}.js`], `(${serve})();`].join("\n");
      const made = new Worker(address(path, () => new Blob([script()], { type: TYPES.js })));
      made.postMessage(parts.get(`${program}_bg.wasm`));
      return made;
    }
    keqiaoLoad(beside, worker);
  }

  // Runs in a worker, as its text.
  function serve() {
    self.onmessage = ({ data }) => {
      self.onmessage = null;
      wasm_bindgen({ module_or_path: new Response(data) }).catch((error) => setTimeout(() => { throw error; }));
    };
  }

  start().catch((error) => {
    console.error(error);
    keqiaoFailed();
  });
})();
