// In place of `public/rest.js` while it is recorded what the first page runs: tells whoever asks which functions ran.
self.keqiaoRest = {
  begins(program) {
    const ran = () => Object.keys(program).filter((name) => /^ran\d+$/.test(name) && program[name].value === 1);
    // Of the pages alone, or of their workers too.
    new BroadcastChannel("first page: which").onmessage = ({ data }) => {
      if (self.document || data === "all") new BroadcastChannel("first page: these").postMessage(ran());
    };
  },
  follows: (program) => self.keqiaoRest.begins(program),
  // Held or refused, so that it runs what is there while the rest is waited for, or cannot be had.
  come() {
    const refused = { other: () => new WebAssembly.LinkError(""), missing: () => new Error("missing") }[self.held];
    if (refused) return Promise.reject(refused());
    return self.held ? new Promise(() => {}) : Promise.resolve();
  },
  before: () => Promise.resolve(),
  now() {}
};
