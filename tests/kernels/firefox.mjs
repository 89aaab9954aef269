// Firefox, driven by WebDriver BiDi, which it speaks itself.

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { Page } from "./page.mjs";

/** What a computer that is in use has: downloads are saved without a question. */
const PREFERENCES = { "browser.download.always_ask_before_handling_new_types": false, "browser.shell.checkDefaultBrowser": false };

export class Firefox extends Page {
  #socket;
  #context;

  /** Starts the program of this name. */
  static async open(binary) {
    const page = new Firefox();
    const preferences = Object.entries({ ...PREFERENCES, "browser.download.dir": page.profile, "browser.download.folderList": 2 });
    const lines = preferences.map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
    writeFileSync(join(page.profile, "user.js"), lines.join("\n"));
    const flags = ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", page.profile, "about:blank"];
    page.start(binary, flags, ["ignore", "ignore", "pipe"]);
    for await (const line of createInterface({ input: page.process.stderr })) {
      const [address] = line.match(/ws:\/\/\S+/) ?? [];
      if (!address) continue;
      page.#socket = new WebSocket(`${address}/session`);
      break;
    }
    page.process.stderr.resume();
    page.#socket.addEventListener("message", ({ data }) => page.#hear(JSON.parse(data)));
    await once(page.#socket, "open");
    await page.send("session.new", { capabilities: {} });
    const { contexts } = await page.send("browsingContext.getTree", {});
    page.#context = contexts[0].context;
    await page.send("session.subscribe", { events: ["log.entryAdded"] });
    await page.send("browsingContext.setViewport", { context: page.#context, viewport: { width: 1366, height: 768 } });
    return page;
  }

  #hear(message) {
    if (this.answered(message)) return;
    const { method, params } = message;
    if (method === "log.entryAdded" && params.level === "error") this.errors.push(params.text);
  }

  send(method, params) {
    return this.ask({ method, params }, (text) => this.#socket.send(text));
  }

  async go(address) {
    await this.send("browsingContext.navigate", { context: this.#context, url: address, wait: "complete" });
  }

  /** The value of an expression in the page. */
  async value(expression) {
    const told = await this.send("script.evaluate", {
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (told.type === "exception") throw new Error(told.exceptionDetails.text);
    return JSON.parse(told.result.value);
  }

  async press({ x, y }) {
    await this.#acts({
      type: "pointer",
      id: "mouse",
      actions: [{ type: "pointerMove", x, y }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }],
    });
  }

  async enter() {
    const value = "\uE007";
    await this.#acts({ type: "key", id: "keys", actions: [{ type: "keyDown", value }, { type: "keyUp", value }] });
  }

  async #acts(source) {
    await this.send("input.performActions", { context: this.#context, actions: [source] });
  }

  async print() {
    return (await this.send("browsingContext.print", { context: this.#context })).data;
  }

  async picture() {
    return (await this.send("browsingContext.captureScreenshot", { context: this.#context })).data;
  }
}
