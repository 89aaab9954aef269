// A Chromium of any age, driven by the DevTools protocol over a pipe: WebDriver and today's libraries speak to no kernel that old.

import { Page } from "./page.mjs";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--no-zygote",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--remote-debugging-pipe",
  "--window-size=1366,768",
];

export class Chromium extends Page {
  #session;

  /** Starts the program at this path. */
  static async open(binary) {
    const page = new Chromium();
    page.start(binary, [...FLAGS, `--user-data-dir=${page.profile}`, "about:blank"], ["ignore", "ignore", "ignore", "pipe", "pipe"]);
    let rest = "";
    page.process.stdio[4].setEncoding("utf8").on("data", (text) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop();
      for (const message of messages) page.#hear(JSON.parse(message));
    });
    const { targetId } = await page.send("Target.createTarget", { url: "about:blank" });
    ({ sessionId: page.#session } = await page.send("Target.attachToTarget", { targetId, flatten: true }));
    await page.send("Page.enable");
    await page.send("Runtime.enable");
    await page.send("Log.enable");
    // Errors of workers are heard too.
    await page.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
    await page.send("Emulation.setDeviceMetricsOverride", { width: 1366, height: 768, deviceScaleFactor: 1, mobile: false });
    return page;
  }

  #hear(message) {
    if (this.answered(message)) return;
    const { method, params, sessionId } = message;
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
    return this.ask({ method, params, sessionId }, (text) => this.process.stdio[3].write(`${text}\0`));
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

  async press(place) {
    for (const type of ["mousePressed", "mouseReleased"]) {
      await this.send("Input.dispatchMouseEvent", { type, ...place, button: "left", clickCount: 1 });
    }
  }

  async enter() {
    for (const type of ["keyDown", "keyUp"]) {
      await this.send("Input.dispatchKeyEvent", { type, key: "Enter", windowsVirtualKeyCode: 13, text: "\r" });
    }
  }

  async print() {
    return (await this.send("Page.printToPDF", { preferCSSPageSize: true })).data;
  }

  async picture() {
    return (await this.send("Page.captureScreenshot", { format: "png" })).data;
  }
}
