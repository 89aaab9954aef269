// Bars and lines, drawn by ECharts. Loaded with the first chart; the page hands over plain data, and what each series means as the name of
// a colour among the style's tokens.
import { init, use } from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

// Pixels a lying bar has.
const LINE = 34;
// Two bars of a name beside each other have more.
const PAIR = 48;

// Lines are told apart without colours too.
const DASHES = ["solid", "dashed", "dotted"];
const SYMBOLS = ["circle", "rect", "triangle"];

export function open(parent) {
  const chart = init(parent, null, { renderer: "svg" });
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(parent);
  return {
    draw(text) {
      const spec = JSON.parse(text);
      const line = spec.stacked || spec.series.length < 2 ? LINE : PAIR;
      parent.style.height = spec.lying ? `${spec.categories.length * line + 72}px` : "";
      chart.setOption(option(spec, getComputedStyle(parent)), true);
      chart.resize();
    },
    close() {
      watch.disconnect();
      chart.dispose();
    },
  };
}

function option(spec, style) {
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const text = { color: token("ink"), fontFamily: style.fontFamily, fontSize: 13 };
  const number = new Intl.NumberFormat("en-US", { minimumFractionDigits: spec.decimals, maximumFractionDigits: spec.decimals });
  const short = new Intl.NumberFormat(spec.locale, { notation: "compact", maximumFractionDigits: 1 });
  const named = {
    type: "category",
    data: spec.categories,
    inverse: spec.lying,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: token("line-strong") } },
    axisLabel: { ...text, width: spec.lying ? 170 : undefined, overflow: spec.lying ? "break" : undefined, interval: 0, hideOverlap: !spec.lying },
  };
  const measured = {
    type: "value",
    name: spec.unit,
    nameTextStyle: text,
    // Lying, the numbers stand side by side.
    splitNumber: spec.lying ? 3 : undefined,
    axisLabel: { ...text, hideOverlap: true, formatter: (value) => short.format(value) },
    splitLine: { lineStyle: { color: token("line") } },
    minInterval: spec.decimals ? 0 : 1,
  };
  const line = (color, place) => ({
    type: "line",
    // Of a month without a value nothing is drawn.
    connectNulls: false,
    symbol: SYMBOLS[place % SYMBOLS.length],
    symbolSize: 8,
    lineStyle: { color, width: 2, type: DASHES[place % DASHES.length] },
    itemStyle: { color },
  });
  const bar = (color) => ({
    type: "bar",
    stack: spec.stacked ? "all" : undefined,
    barMaxWidth: 36,
    itemStyle: { color, borderColor: token("paper"), borderWidth: 1 },
  });
  const series = spec.series.map((one, place) => ({
    ...(spec.lines ? line : bar)(token(`chart-${one.meaning}`), place),
    name: one.name,
    data: one.values,
    label: {
      show: !spec.stacked && !spec.lines,
      position: spec.lying ? "right" : "top",
      ...text,
      formatter: ({ value }) => (value == null ? "" : spec.decimals ? short.format(value) : number.format(value)),
    },
  }));
  return {
    animation: false,
    textStyle: text,
    // Two series are told apart without colours too.
    aria: { enabled: true, label: { enabled: false }, decal: { show: series.length > 1 && !spec.lines } },
    grid: { left: 8, right: spec.lying ? 64 : 8, top: series.length > 1 ? 60 : 36, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { show: series.length > 1, top: 0, left: 0, textStyle: text },
    // Drawn, not set as HTML: the page allows no inline styles.
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: spec.lines ? "line" : "shadow" }, valueFormatter: (value) => (value == null ? "—" : number.format(value)), textStyle: text },
    xAxis: spec.lying ? measured : named,
    yAxis: spec.lying ? named : measured,
    series,
  };
}
