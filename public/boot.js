// Runs in any browser, however old: ES5 only. Checks what the program needs and starts it, or says what to do.
(function () {
  "use strict";

  var root = document.documentElement;
  var oneFile = root.getAttribute("data-one-file") !== null;
  // A module that fills memory, extends a sign and rounds without a trap.
  var needed = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1, 10, 25, 1, 23, 0, 65, 0, 65, 0, 65, 0, 252, 11, 0,
    65, 0, 192, 26, 67, 0, 0, 0, 0, 252, 0, 26, 11
  ];

  function missing() {
    if (typeof WebAssembly !== "object" || typeof WebAssembly.instantiate !== "function") return "WebAssembly";
    if (!WebAssembly.validate(new Uint8Array(needed))) return "WebAssembly bulk memory";
    if (!window.indexedDB) return "IndexedDB";
    if (typeof BigInt !== "function") return "BigInt";
    if (!window.HTMLDialogElement) return "dialog";
    // Chromium 86, Firefox 78.
    if (!Element.prototype.replaceChildren) return "replaceChildren";
    return "";
  }

  function say(lines) {
    var place = document.getElementById("loading");
    if (!place) {
      // The program runs already: what cannot go on is covered.
      place = document.createElement("div");
      place.id = "loading";
      place.setAttribute("role", "alert");
      place.style.cssText = "position:fixed;top:0;right:0;bottom:0;left:0;z-index:99;padding:15vh 10vw;background:#fff;color:#222";
      document.body.appendChild(place);
    }
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

  // Browsers of two kernels: what they call compatible is Internet Explorer.
  if (document.documentMode || /MSIE |Trident\//.test(navigator.userAgent)) {
    say([
      "请切换到极速模式 Switch to the fast mode",
      "浏览器正处于“兼容模式”，科桥在其中不能运行。请点地址栏右端的“兼容”或“e”图标，改为“极速模式”，再打开本页。" +
        "没有这个图标的，请改用 Chrome、Edge、360 安全浏览器等打开。",
      "This browser is in its compatible mode (Internet Explorer), where Keqiao does not run. Switch it to the fast mode by the icon at the end " +
        "of the address, or open this page in Chrome or Edge.",
      "本机已保存的数据不受影响。Data stored on this computer is not affected."
    ]);
    return;
  }

  var lacking = missing();
  if (lacking) {
    say([
      "浏览器版本过低 This browser is too old",
      "科桥需要 Chromium 86 以上内核的浏览器（缺少：" + lacking + "）。请改用 Chrome 或 Edge 86 以上版本、Firefox 115 以上版本，" +
        "或 360、QQ 等浏览器的最新版并切换到“极速模式”，再打开本页。Windows 7 可安装 Chrome 109。",
      "Keqiao needs a browser with Chromium 86 or later (missing: " + lacking + "). Use Chrome or Edge 86 or later, or Firefox 115 or later, " +
        "and open this page again. Windows 7 runs Chrome 109.",
      "本机已保存的数据不受影响。Data stored on this computer is not affected."
    ]);
    return;
  }

  // Files beside each other on a disk are closed to each other.
  if (!oneFile && location.protocol === "file:") {
    say([
      "请打开单文件版 Open the one-file edition",
      "从文件夹直接打开的，请用同一文件夹里的 keqiao.html；本页只能从网址打开。",
      "From a folder, open keqiao.html beside this file; this page opens from an address only."
    ]);
    return;
  }

  // Below Chromium 97 no program in WebAssembly runs under a policy that forbids `eval`, so the policy of the page allows both. A kernel
  // that tells them apart, which came with `findLast`, gets a second one beside it that forbids `eval`, and all else is as the first says.
  if (Array.prototype.findLast) {
    var policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = "script-src * blob: 'unsafe-inline' 'wasm-unsafe-eval'";
    document.head.appendChild(policy);
  }

  // `other` is true where what was loaded belongs to another version.
  window.keqiaoFailed = function (other) {
    if (other === true) {
      say([
        "程序已有新版本 There is a newer version of the program",
        "本页还是原来的版本，请刷新本页。This page is of the earlier one; reload it.",
        "本机已保存的数据不受影响。Data stored on this computer is not affected."
      ]);
      return;
    }
    say([
      "程序没有加载成功 The program could not be loaded",
      "请检查网络或文件是否完整，然后刷新本页。Check the network, or that all files are in place, and reload this page.",
      "本机已保存的数据不受影响。Data stored on this computer is not affected."
    ]);
  };

  // `beside` tells where what lies beside the program is, `worker` makes a worker of a script that lies there.
  window.keqiaoLoad = function (beside, worker) {
    var scripts = ["./durable.js", "./rest.js", "./keqiao.js", "./start.js"];
    window.keqiaoBeside = beside;
    window.keqiaoWorker = worker;
    for (var i = 0; i < scripts.length; i += 1) {
      var script = document.createElement("script");
      script.src = beside(scripts[i]);
      script.async = false;
      script.onerror = window.keqiaoFailed;
      document.head.appendChild(script);
    }
  };

  // Every address says of which version it is (`cargo xtask build` writes it into the page), so that no cache, the browser's or a
  // server's, gives a part of another one. The one-file edition unpacks its parts first.
  if (!oneFile) {
    var version = root.getAttribute("data-version");
    var beside = function (path) {
      return version ? path + "?v=" + version : path;
    };
    window.keqiaoLoad(beside, function (path) {
      return new Worker(beside(path));
    });
  }
})();
