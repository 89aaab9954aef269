// Starts the same program in a worker, where it serves instead of showing pages. No module: browsers from Chromium 86 on read it. What it
// loads is of the version that its own address names.
const version = self.location.search;

importScripts("./durable.js" + version, "./rest.js" + version, "./keqiao.js" + version);
// A promise that fails is nothing that the page would hear of; an error is. The rest of the program comes when something of it is called.
wasm_bindgen({ module_or_path: "./keqiao_bg.wasm" + version })
  .then(keqiaoRest.begins)
  .catch((error) => setTimeout(() => { throw error; }));
