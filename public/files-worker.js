// Starts the file worker, which reads and writes files, in a worker.
import "./durable.js";
import init from "./files.js";

await init({ module_or_path: "./files_bg.wasm" });
