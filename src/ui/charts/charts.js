// Bars, drawn by ECharts. Loaded with the first chart; the page hands over plain data, and what each series means as the name of
// a colour among the style's tokens.
import { init, use } from "echarts/core";
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

// Pixels a lying bar has.
const LINE = 34;

export function open(parent) {
  const chart = init(parent, null, { renderer: "svg" });
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(parent);
  return {
    draw(text) {
      const spec = JSON.parse(text);
      parent.style.height = spec.lying ? `${spec.categories.length * LINE + 72}px` : "";
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
  const series = spec.series.map((one) => ({
    type: "bar",
    name: one.name,
    data: one.values,
    stack: spec.stacked ? "all" : undefined,
    barMaxWidth: 36,
    itemStyle: { color: token(`chart-${one.meaning}`), borderColor: token("paper"), borderWidth: 1 },
    label: {
      show: !spec.stacked,
      position: spec.lying ? "right" : "top",
      ...text,
      formatter: ({ value }) => (spec.decimals ? short.format(value) : number.format(value)),
    },
  }));
  return {
    animation: false,
    textStyle: text,
    // Two series are told apart without colours too.
    aria: { enabled: true, label: { enabled: false }, decal: { show: series.length > 1 } },
    grid: { left: 8, right: spec.lying ? 64 : 8, top: series.length > 1 ? 60 : 36, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { show: series.length > 1, top: 0, left: 0, textStyle: text },
    // Drawn, not set as HTML: the page allows no inline styles.
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, valueFormatter: (value) => number.format(value), textStyle: text },
    xAxis: spec.lying ? measured : named,
    yAxis: spec.lying ? named : measured,
    series,
  };
}
