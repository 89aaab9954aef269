// Starts the clerk, which reads and writes files, in a worker.
import init from "./clerk.js";

await init({ module_or_path: "./clerk_bg.wasm" });
