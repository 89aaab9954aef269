// Starts the program in the page.
(function () {
  "use strict";
  globalThis.keqiaoEditor = () => import(keqiaoBeside("./editor.js"));
  globalThis.keqiaoCharts = () => import(keqiaoBeside("./charts.js"));

  // What is folded on the page is unfolded on paper. What has a paper of its own, which styles call by name (`@page official`), gets it for all
  // that is printed: with names beside each other, kernels about 109 begin a page wherever a box has none.
  const papers = { record: ".columns.record", help: ".help-page", official: ".official", "survey-sheet": ".survey-sheet" };
  let [unfolded, added] = [[], 0];
  function pages(rules, paper) {
    return [...rules].flatMap((rule) => {
      if (!(rule instanceof CSSPageRule)) return rule.cssRules ? pages(rule.cssRules, paper) : [];
      return rule.selectorText.split(":")[0] === paper ? [rule.cssText.replace(paper, "")] : [];
    });
  }
  addEventListener("beforeprint", () => {
    const main = document.querySelector(".main");
    if (!main) return;
    unfolded = [...document.querySelectorAll("main details:not([open])")];
    for (const folded of unfolded) folded.open = true;
    main.toggleAttribute("data-under-dialog", document.querySelector("dialog[open]") !== null);
    const paper = Object.keys(papers).find((name) => main.querySelector(papers[name]));
    main.dataset.paper = paper || "";
    const sheet = document.styleSheets[0];
    const own = paper ? pages(sheet.cssRules, paper) : [];
    for (const rule of own) sheet.insertRule(rule, sheet.cssRules.length);
    added = own.length;
  });
  addEventListener("afterprint", () => {
    for (const folded of unfolded) folded.open = false;
    const sheet = document.styleSheets[0];
    for (; added > 0; added -= 1) sheet.deleteRule(sheet.cssRules.length - 1);
  });

  wasm_bindgen({ module_or_path: keqiaoBeside("./keqiao_bg.wasm") }).then(keqiaoRest.follows).catch((error) => {
    console.error(error);
    keqiaoFailed();
  });
})();
