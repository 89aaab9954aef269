// What a story does with a page, by whatever protocol its browser is driven.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";

/** Longest wait for something to appear, in milliseconds. */
const PATIENCE = 20_000;

/** A part of a PDF as text; nothing where it is not packed. */
function unpacked(bytes) {
  try {
    return inflateSync(Buffer.from(bytes, "latin1")).toString("latin1");
  } catch {
    return "";
  }
}

/** A browser with one page of 1366 × 768 and an empty profile. Whoever extends it says how its browser is told things. */
export class Page {
  process;
  profile = mkdtempSync(join(tmpdir(), "keqiao-kernel-"));
  /** What the console held of errors, and what nothing caught. */
  errors = [];
  #waiting = new Map();
  #last = 0;

  /** Starts the browser's program. */
  start(binary, flags, stdio) {
    this.process = spawn(binary, flags, { stdio });
  }

  /** The answer to a message, which `write` brings to the browser. */
  ask(message, write) {
    this.#last += 1;
    const id = this.#last;
    write(JSON.stringify({ id, ...message }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** Takes an answer to whoever waits for it; whether it was one. */
  answered({ id, result, error, message }) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return false;
    this.#waiting.delete(id);
    if (error) waiting.reject(new Error(message ?? error.message ?? error));
    else waiting.resolve(result);
    return true;
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
      `(() => { const one = ${found}; one.scrollIntoView({ block: "center" }); const { x, y, width, height } = one.getBoundingClientRect(); return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) }; })()`,
    );
    await this.press(place);
  }

  /** Fills in the field that is labelled so. */
  async fill(label, text) {
    const found = `[...document.querySelectorAll("label")].find((one) => one.innerText.trim().startsWith(${JSON.stringify(label)}) && one.offsetParent)`;
    const field = `(${found}?.control ?? ${found}?.querySelector("input"))`;
    await this.awaits(`!!${field}`, label);
    await this.value(
      `(() => { const field = ${field}; field.focus(); field.value = ${JSON.stringify(text)}; for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true })); })()`,
    );
  }

  /** What the page takes on paper: how many pages, and whether each stands upright. */
  async paper() {
    const file = Buffer.from(await this.print(), "base64").toString("latin1");
    const packed = [...file.matchAll(/stream\r?\n(.*?)\r?\nendstream/gs)].map(([, bytes]) => unpacked(bytes));
    const text = [file, ...packed].join("\n");
    const sizes = [...text.matchAll(/\/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+) ?\]/g)];
    return { pages: sizes.length, upright: sizes.every(([, width, height]) => Number(width) < Number(height)) };
  }

  async shot(path) {
    writeFileSync(path, Buffer.from(await this.picture(), "base64"));
  }

  async close() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill();
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
