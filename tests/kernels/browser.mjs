// A Chromium of any age, driven by the DevTools protocol over a pipe: WebDriver and today's libraries speak to no kernel that old.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Longest wait for something to appear, in milliseconds. */
const PATIENCE = 20_000;

export class Browser {
  #process;
  #profile;
  #session;
  #waiting = new Map();
  #last = 0;
  /** What the console held of errors, and what nothing caught. */
  errors = [];

  /** Starts the program at this path with an empty profile, and a page of 1366 × 768. */
  static async open(binary) {
    const browser = new Browser();
    browser.#profile = mkdtempSync(join(tmpdir(), "keqiao-kernel-"));
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-zygote", "--disable-dev-shm-usage"];
    flags.push("--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe");
    flags.push("--window-size=1366,768", `--user-data-dir=${browser.#profile}`, "about:blank");
    browser.#process = spawn(binary, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    let rest = "";
    browser.#process.stdio[4].setEncoding("utf8").on("data", (text) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop();
      for (const message of messages) browser.#hear(JSON.parse(message));
    });
    const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
    ({ sessionId: browser.#session } = await browser.send("Target.attachToTarget", { targetId, flatten: true }));
    await browser.send("Page.enable");
    await browser.send("Runtime.enable");
    await browser.send("Log.enable");
    // Errors of workers are heard too.
    await browser.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
    await browser.send("Emulation.setDeviceMetricsOverride", { width: 1366, height: 768, deviceScaleFactor: 1, mobile: false });
    return browser;
  }

  #hear({ id, result, error, method, params, sessionId }) {
    if (id) {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      return error ? reject(new Error(error.message)) : resolve(result);
    }
    if (method === "Target.attachedToTarget" && sessionId) {
      this.send("Runtime.enable", {}, params.sessionId);
      this.send("Log.enable", {}, params.sessionId).catch(() => {});
    }
    if (method === "Runtime.exceptionThrown") {
      const { exception, text } = params.exceptionDetails;
      this.errors.push(exception?.description ?? text);
    }
    if (method === "Log.entryAdded" && params.entry.level === "error") {
      this.errors.push(`${params.entry.text} ${params.entry.url ?? ""}`);
    }
    if (method === "Runtime.consoleAPICalled" && params.type === "error") {
      this.errors.push(params.args.map((given) => given.description ?? given.value).join(" "));
    }
  }

  send(method, params = {}, sessionId = this.#session) {
    this.#last += 1;
    const id = this.#last;
    this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  async go(address) {
    await this.send("Page.navigate", { url: address });
  }

  /** The value of an expression in the page. */
  async value(expression) {
    const told = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (told.exceptionDetails) throw new Error(told.exceptionDetails.exception?.description ?? expression);
    return told.result.value;
  }

  /** Waits until an expression has a value that is not empty. */
  async awaits(expression, what = expression) {
    const begun = Date.now();
    for (;;) {
      const found = await this.value(expression).catch(() => null);
      if (found) return found;
      if (Date.now() - begun > PATIENCE) {
        const text = await this.value("document.body.innerText").catch(() => "");
        throw new Error(`never came: ${what}\n${text.slice(0, 1500)}\n${this.errors.join("\n")}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async sees(text) {
    await this.awaits(`document.body.innerText.includes(${JSON.stringify(text)})`, text);
  }

  /** Presses, with the mouse, the one thing that CSS finds and that says this. */
  async click(selector, text) {
    const found = `[...document.querySelectorAll(${JSON.stringify(selector)})].find((one) => one.innerText.includes(${JSON.stringify(text)}) && one.offsetParent)`;
    await this.awaits(`!!${found}`, `${selector} ${text}`);
    const place = await this.value(
      `(() => { const one = ${found}; one.scrollIntoView({ block: "center" }); const { x, y, width, height } = one.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; })()`,
    );
    for (const type of ["mousePressed", "mouseReleased"]) {
      await this.send("Input.dispatchMouseEvent", { type, ...place, button: "left", clickCount: 1 });
    }
  }

  async key(key, code) {
    for (const type of ["keyDown", "keyUp"]) {
      await this.send("Input.dispatchKeyEvent", { type, key, windowsVirtualKeyCode: code, text: key === "Enter" ? "\r" : undefined });
    }
  }

  /** What the page takes on paper: how many pages, and whether each stands upright. */
  async paper() {
    const { data } = await this.send("Page.printToPDF", { preferCSSPageSize: true });
    const text = Buffer.from(data, "base64").toString("latin1");
    const sizes = [...text.matchAll(/\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/g)];
    return { pages: sizes.length, upright: sizes.every(([, width, height]) => Number(width) < Number(height)) };
  }

  async shot(path) {
    const { data } = await this.send("Page.captureScreenshot", { format: "png" });
    writeFileSync(path, Buffer.from(data, "base64"));
  }

  async close() {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill();
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
