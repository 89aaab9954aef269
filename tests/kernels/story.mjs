// What must work in kernels from Chromium 86 on, and in Firefox, played in old ones and in the Firefox of this computer: `cargo xtask test kernels`.
//
// node story.mjs ADDRESS FOLDER PICTURES FIREFOX: the program's address, the folder in which it is built, where pictures go, and Firefox's program.

import { readFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { Chromium } from "./chromium.mjs";
import { Firefox } from "./firefox.mjs";

const [, , address, built, pictures, firefox] = process.argv;

/** Where npm has put the kernels, packed. */
const KERNELS = {
  90: "node_modules/chrome-aws-lambda/bin/chromium.br",
  109: "node_modules/@sparticuz/chromium/bin/chromium.br",
};

/** The program of a kernel; unpacked once. */
function kernel(version) {
  const folder = join(process.cwd(), version);
  const program = join(folder, "chromium");
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(program, brotliDecompressSync(readFileSync(KERNELS[version])), { mode: 0o755 });
  }
  return program;
}

async function play(browser, from, shot) {
  const go = async (route) => {
    await browser.value(`location.hash = ${JSON.stringify(route)}`);
  };
  await browser.go(from);
  await browser.sees("这里还没有数据");
  await browser.sees(from.startsWith("file:") ? "可离线使用：这是单文件版" : "可离线使用：程序已保存");
  await shot("opened");
  await browser.click("button", "载入演示县");
  await browser.sees("分月合计");
  await browser.awaits("document.querySelectorAll('.chart svg').length === 3", "three charts");
  await shot("overview");

  await go("#/session");
  await browser.sees("共 1,500 条");
  await browser.awaits("document.querySelectorAll('.grid .line').length > 5", "lines of the table");
  await shot("table");
  await browser.value("document.querySelector('[role=grid]').focus()");
  await browser.enter();
  await browser.sees("办理过程");
  await shot("record");

  await go("#/task-force/new");
  await browser.awaits("!!document.querySelector('.record-form')", "a form");
  await shot("form");

  // Each on paper of its own, and on no more of it than in today's browsers.
  for (const [route, seen, most] of [
    ["#/letter/990122-edu_演市教函〔2026〕31号", "演市教函", 1],
    ["#/task-force/990122-zb-01", "办理过程", 2],
    ["#/help/begin", "怎么做", 2],
  ]) {
    await go(route);
    await browser.sees(seen);
    const { pages, upright } = await browser.paper();
    if (!upright || pages === 0 || pages > most) throw new Error(`${route} is printed on ${pages} pages, upright: ${upright}`);
  }

  await go("#/policy");
  await browser.click("[role=tab]", "规则脚本");
  await browser.click("button", "subsidy.rhai");
  await browser.awaits("!!document.querySelector('.editor')?.shadowRoot?.querySelector('.cm-line')", "the editor");
  await shot("policy");

  // The file worker.
  await go("#/data");
  await browser.sees("还没有备份过");
  await browser.click("button", "备份全部数据");
  await browser.sees("已备份到");
  await shot("data");

  await go("#/inbox");
  await browser.click("button", "?");
  await browser.sees("可能遇到的问题");
  await shot("help");
}

/** An office begins, signs, and seals all that it has. */
async function office(browser, from, shot) {
  const go = (route) => browser.value(`location.hash = ${JSON.stringify(route)}`);
  await browser.go(from);
  await browser.click("button", "登记席位");
  await browser.fill("单位或岗位名称", "中牟县教育局");
  await browser.click("button", "确定");
  await browser.sees("席位已改为“中牟县教育局");
  await go("#/handover");
  await browser.fill("在席人员姓名", "张丽");
  await browser.fill("口令（PIN）", "246810");
  await browser.fill("再输一次口令", "246810");
  await browser.click("button", "生成密钥，开始办理");
  await browser.sees("本席位密钥指纹");
  await shot("keys");

  await go("#/contact/new");
  await browser.fill("对方单位", "中牟县科学技术协会");
  await browser.fill("事由", "商定科普报告会");
  await browser.click("button", "保存");
  await browser.sees("商定科普报告会");
  await shot("signed");

  await go("#/data");
  await browser.click("button", "设置口令…");
  await browser.fill("工作文件口令", "中牟县教育局的工作文件二〇二六");
  await browser.fill("再输一次工作文件口令", "中牟县教育局的工作文件二〇二六");
  await browser.click("button", "设好口令");
  await browser.sees("只在这里显示一次");
  await browser.click("button", "已打印或抄下，保存工作文件");
  await browser.sees("已保存");
  await shot("work-file");
}

/** Nothing that the page has is wider than the page. */
const SIDEWAYS = `[...document.querySelectorAll("body, .shell, .main")].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className || one.tagName)`;

const BROWSERS = [
  ...Object.keys(KERNELS).map((version) => [`Chromium ${version}`, () => Chromium.open(kernel(version))]),
  ["Firefox", () => Firefox.open(firefox)],
];
const EDITIONS = { served: address, "one file": pathToFileURL(join(built, "keqiao.html")).href };

let [passed, failed] = [0, 0];
mkdirSync(pictures, { recursive: true });
for (const [name, open] of BROWSERS) {
  for (const [edition, from] of Object.entries(EDITIONS)) {
    for (const story of [play, office]) {
      const title = `${name}, ${edition}, ${story.name}`;
      const picture = (page) => join(pictures, `${title} ${page}.png`.replaceAll(/,? /g, "-"));
      const browser = await open();
      try {
        const sideways = [];
        await story(browser, from, async (page) => {
          await browser.shot(picture(page));
          for (const wide of await browser.value(SIDEWAYS)) sideways.push(`${page}: ${wide} is wider than its place`);
        });
        const wrong = [...browser.errors, ...sideways];
        if (wrong.length > 0) throw new Error(wrong.join("\n"));
        passed += 1;
        console.log(`test ${title} ... ok`);
      } catch (error) {
        failed += 1;
        await browser.shot(picture("failed")).catch(() => {});
        console.log(`test ${title} ... FAILED\n${error.message}`);
      } finally {
        await browser.close();
      }
    }
  }
}
console.log(`test result: ${failed ? "FAILED" : "ok"}. ${passed} passed; ${failed} failed`);
process.exit(failed ? 1 : 0);
