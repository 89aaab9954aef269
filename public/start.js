// Starts the program in the page.
import init from "./keqiao.js";

globalThis.keqiaoEditor = () => import("./editor.js");
globalThis.keqiaoCharts = () => import("./charts.js");

init({ module_or_path: "./keqiao_bg.wasm" }).catch((error) => {
  console.error(error);
  globalThis.keqiaoFailed();
});
