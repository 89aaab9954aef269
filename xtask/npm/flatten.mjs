// Styles in layers as styles without: below Chromium 99 a layer is dropped with all that is in it.
import { readFileSync } from "node:fs";
import layers from "@csstools/postcss-cascade-layers";
import postcss from "postcss";

const [, , path] = process.argv;
const { css } = await postcss([layers()]).process(readFileSync(path, "utf8"), { from: path });
process.stdout.write(css);
