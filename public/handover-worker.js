// Starts the hand-over worker, which holds the keys of desks and reads and writes packages, in a worker; as `worker.js` does.
const version = self.location.search;

importScripts("./durable.js" + version, "./handover.js" + version);
wasm_bindgen({ module_or_path: "./handover_bg.wasm" + version }).catch((error) => setTimeout(() => { throw error; }));
