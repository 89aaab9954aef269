// Starts the same program in a worker, where it serves instead of showing pages. No module: browsers from Chromium 86 on read it. What it
// loads is of the version that its own address names.
const version = self.location.search;

importScripts("./durable.js" + version, "./keqiao.js" + version);
// A promise that fails is nothing that the page would hear of; an error is.
wasm_bindgen({ module_or_path: "./keqiao_bg.wasm" + version }).catch((error) => setTimeout(() => { throw error; }));
