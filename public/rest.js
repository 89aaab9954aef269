// The rest of the program: what the first page does not run, in a file of its own (`xtask/src/split.rs`). It is loaded behind the first page, or
// at once where something of it is called before it has come. A program that is in one part needs nothing of this.
(function () {
  "use strict";
  const beside = self.keqiaoBeside || ((path) => path + self.location.search);
  let [program, coming] = [null, null];
  let begin;
  const begun = new Promise((resolve) => {
    begin = resolve;
  });

  function isHere() {
    return !program.rest || program.rest.value === 1;
  }

  async function fetched() {
    const response = await fetch(beside("./rest_bg.wasm"));
    if (!response.ok) throw new Error(`rest_bg.wasm: ${response.status}`);
    const bytes = await response.arrayBuffer();
    if (isHere()) return;
    await WebAssembly.instantiate(bytes, { "": program });
    program.rest.value = 1;
  }

  // Chromium compiled no more than 4 KB at once in a page until it took 8 MB: a section without a meaning is enough to ask.
  function compilesAtOnce() {
    if (!self.document) return true;
    const bytes = new Uint8Array(8 + 3 + 5000);
    bytes.set([0, 97, 115, 109, 1, 0, 0, 0, 0, 0x88, 0x27]);
    try {
      return WebAssembly.Module.customSections(new WebAssembly.Module(bytes), "").length === 1;
    } catch {
      return false;
    }
  }

  self.keqiaoRest = {
    // The first part runs.
    begins(exports) {
      program = exports;
      begin();
    },

    // The same, and its rest comes. Where it does not, the page says so.
    follows(exports) {
      self.keqiaoRest.begins(exports);
      return self.keqiaoRest.come().catch((error) => console.error(error));
    },

    // Fulfilled when the rest is there; asked again, it is tried again.
    async come() {
      await begun;
      if (isHere()) return;
      coming = coming || fetched();
      try {
        await coming;
      } finally {
        coming = null;
      }
    },

    // What a page waits for before it begins: where nothing can be had at once, the rest.
    async before() {
      if (!compilesAtOnce()) await self.keqiaoRest.come();
    },

    // Something of the rest is called, maybe while the first part begins: it is there when this returns. Where it cannot be had,
    // whatever called it cannot go on.
    now(exports) {
      program = exports;
      try {
        self.keqiaoRest.read();
      } catch (error) {
        if (self.keqiaoFailed) self.keqiaoFailed(error instanceof WebAssembly.LinkError);
        throw error;
      }
    },

    read() {
      const request = new XMLHttpRequest();
      request.open("GET", beside("./rest_bg.wasm"), false);
      // The only way in which a page is given bytes while it waits.
      request.overrideMimeType("text/plain; charset=x-user-defined");
      request.send();
      if (request.status !== 200 && request.status !== 0) throw new Error(`rest_bg.wasm: ${request.status}`);
      const bytes = Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0));
      new WebAssembly.Instance(new WebAssembly.Module(bytes), { "": program });
      program.rest.value = 1;
    }
  };
})();
