// Starts the program in the page.
import "./durable.js";
import init from "./keqiao.js";

globalThis.keqiaoEditor = () => import("./editor.js");
globalThis.keqiaoCharts = () => import("./charts.js");

// What is folded on the page is unfolded on paper.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open])")];
  for (const folded of unfolded) folded.open = true;
});
addEventListener("afterprint", () => {
  for (const folded of unfolded) folded.open = false;
});

init({ module_or_path: "./keqiao_bg.wasm" }).catch((error) => {
  console.error(error);
  globalThis.keqiaoFailed();
});
