// Starts the file worker, which reads and writes files, in a worker; as `worker.js` does.
const version = self.location.search;

importScripts("./durable.js" + version, "./files.js" + version);
wasm_bindgen({ module_or_path: "./files_bg.wasm" + version }).catch((error) => setTimeout(() => { throw error; }));
