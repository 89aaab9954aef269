// Starts the program in the page.
(function () {
  "use strict";
  globalThis.keqiaoEditor = () => import(keqiaoBeside("./editor.js"));
  globalThis.keqiaoCharts = () => import(keqiaoBeside("./charts.js"));

  // What is folded on the page is unfolded on paper. The page says what is printed of it, for the styles that depend on it.
  const papers = { record: ".columns.record", help: ".help-page", letter: ".letter" };
  let unfolded = [];
  addEventListener("beforeprint", () => {
    const main = document.querySelector(".main");
    if (!main) return;
    main.toggleAttribute("data-under-dialog", document.querySelector("dialog[open]") !== null);
    const paper = Object.keys(papers).find((name) => main.querySelector(papers[name]));
    if (paper) main.dataset.paper = paper;
    else delete main.dataset.paper;
    unfolded = [...document.querySelectorAll("main details:not([open])")];
    for (const folded of unfolded) folded.open = true;
  });
  addEventListener("afterprint", () => {
    for (const folded of unfolded) folded.open = false;
  });

  wasm_bindgen({ module_or_path: keqiaoBeside("./keqiao_bg.wasm") }).catch((error) => {
    console.error(error);
    keqiaoFailed();
  });
})();
