// Runs in any browser, however old: ES5 only. Checks what the program needs and starts it, or says what to do.
(function () {
  "use strict";

  // A module whose one type is a function of an externref: valid where reference types are known (Chromium 96 on).
  var reference = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 111, 0];

  function missing() {
    var script = document.createElement("script");
    if (typeof WebAssembly !== "object" || typeof WebAssembly.instantiate !== "function") return "WebAssembly";
    if (!WebAssembly.validate(new Uint8Array(reference))) return "WebAssembly reference types";
    if (!("noModule" in script)) return "JavaScript modules";
    if (!window.indexedDB) return "IndexedDB";
    if (typeof BigInt !== "function") return "BigInt";
    if (!window.HTMLDialogElement) return "dialog";
    return "";
  }

  function say(lines) {
    var place = document.getElementById("loading");
    if (!place) return;
    place.innerHTML = "";
    for (var i = 0; i < lines.length; i += 1) {
      var element = document.createElement(i === 0 ? "h1" : "p");
      element.appendChild(document.createTextNode(lines[i]));
      place.appendChild(element);
    }
  }

  // Inside another site's page a click could be made to mean something else.
  if (window.top !== window.self) {
    say([
      "请单独打开本页 Open this page by itself",
      "科桥不能嵌在别的网页里使用。请在浏览器的新标签页中打开它的网址。",
      "Keqiao does not run inside another page. Open its address in a tab of its own."
    ]);
    return;
  }

  var lacking = missing();
  if (lacking) {
    say([
      "浏览器版本过低 This browser is too old",
      "科桥需要较新的浏览器（缺少：" + lacking + "）。请改用 Chrome 或 Edge 109 以上版本、Firefox 115 以上版本，" +
        "或 360、QQ 等浏览器的最新版并切换到“极速模式”，再打开本页。Windows 7 可安装 Chrome 109。",
      "Keqiao needs a newer browser (missing: " + lacking + "). Use Chrome or Edge 109 or later, Firefox 115 or later, " +
        "and open this page again. Windows 7 runs Chrome 109.",
      "本机已保存的数据不受影响。Data stored on this computer is not affected."
    ]);
    return;
  }

  window.keqiaoFailed = function () {
    say([
      "程序没有加载成功 The program could not be loaded",
      "请检查网络或文件是否完整，然后刷新本页。Check the network, or that all files are in place, and reload this page.",
      "本机已保存的数据不受影响。Data stored on this computer is not affected."
    ]);
  };

  var start = document.createElement("script");
  start.type = "module";
  start.src = "./start.js";
  start.onerror = window.keqiaoFailed;
  document.head.appendChild(start);
})();
