// Starts the hand-over worker, which holds the keys of desks and reads and writes packages, in a worker.
import "./durable.js";
import init from "./handover.js";

await init({ module_or_path: "./handover_bg.wasm" });
