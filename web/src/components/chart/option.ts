import { font, type Palette } from '@/theme/tokens'
import { type ChartModel, formatOf } from './model'

/** Told apart by people who see no difference of red and green too. */
export const colours = (c: Palette): string[] => [c.slate, c.cinnabar, c.bamboo, c.amber, c.violet, c.faint]

const compact = (locale: string) => {
  const number = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
  return (value: number) => number.format(value)
}

/** ECharts' option for a chart. Tooltips are drawn as text, never as HTML: names come from people. */
export function optionOf(model: ChartModel, c: Palette, locale: string, still: boolean) {
  const format = formatOf(model, locale)
  const text = { color: c.quiet, fontSize: 12, fontFamily: font.sans }
  return {
    animation: !still,
    animationDuration: 160,
    color: colours(c),
    grid: { left: 4, right: 8, top: 12, bottom: 4, outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const },
    tooltip: {
      trigger: 'axis' as const,
      renderMode: 'richText' as const,
      confine: true,
      backgroundColor: c.raised,
      borderColor: c.line,
      textStyle: { color: c.ink, fontSize: 13 },
      axisPointer: { type: model.kind === 'bar' ? ('shadow' as const) : ('line' as const) },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? format(value) : '–'),
    },
    xAxis: { type: 'category' as const, data: model.categories, axisLabel: { ...text, hideOverlap: true }, axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false } },
    yAxis: { type: 'value' as const, axisLabel: { ...text, formatter: compact(locale) }, splitLine: { lineStyle: { color: c.line } }, minInterval: 0 },
    series: model.series.map((one) => ({
      type: model.kind,
      name: one.name,
      data: one.values,
      stack: model.stacked ? 'all' : undefined,
      barMaxWidth: 28,
      showSymbol: false,
      emphasis: { disabled: true },
    })),
  }
}
