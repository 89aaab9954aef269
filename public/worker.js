// Starts the same program in a worker, where it serves instead of showing pages.
import "./durable.js";
import init from "./keqiao.js";

await init({ module_or_path: "./keqiao_bg.wasm" });
