import { EMOTIONS } from '../emotions.ts'
import type { Metrics } from '../model/metrics.ts'
import { axisStyle, type ChartTheme, LIGHT } from './chart_theme.ts'
import { drawSvg } from './svg_chart.ts'

type Counts = Pick<Metrics, 'confusion'>

/**
 * The confusion matrix as an SVG: rows are the true emotions, columns the predicted ones; each cell has the share of
 * its row in per cent, coloured by it, and the count below.
 */
export function confusionMatrixSvg(metrics: Metrics, title: string): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const subtext = `UAR ${percent(metrics.uar)}, accuracy ${percent(metrics.accuracy)}, ${metrics.clips} clips`
  return drawSvg(
    {
      title: { text: title, subtext, left: 'center', top: 8, textStyle: { fontSize: 17 } },
      grid: { left: 92, right: 24, top: 72, bottom: 64 },
      ...matrix(metrics, LIGHT, { fontSize: 12, nameGaps: [36, 72], unit: ' %' }),
    },
    { description: `Confusion matrix. ${title}: ${subtext}`, width: 660, height: 640 },
  )
}

/** The same without a title, small enough to be read on a phone. */
export function smallConfusionMatrixSvg(metrics: Counts, theme: ChartTheme): string {
  return drawSvg(
    {
      grid: { left: 68, right: 4, top: 4, bottom: 60 },
      ...matrix(metrics, theme, { fontSize: 12, nameGaps: [0, 0], unit: '', slanted: true }),
    },
    {
      description: 'Confusion matrix, in per cent of each true emotion; the table below has the counts',
      width: 440,
      height: 420,
      theme,
    },
  )
}

interface Layout {
  readonly fontSize: number
  /** From the axes to their names, across and up; 0 for no name. */
  readonly nameGaps: readonly [number, number]
  readonly unit: string
  readonly slanted?: boolean
}

function matrix({ confusion }: Counts, theme: ChartTheme, { fontSize, nameGaps, unit, slanted }: Layout) {
  const cells = confusion.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return row.map((count, predicted) => ({
      value: [predicted, truth, total > 0 ? (100 * count) / total : 0],
      label: {
        formatter: total > 0 ? `${Math.round((100 * count) / total)}${unit}\n{count|${count}}` : '',
      },
    }))
  })
  const { axisLabel, ...style } = axisStyle(theme)
  const axis = (name: string, nameGap: number, label: object) => ({
    ...style,
    type: 'category' as const,
    data: [...EMOTIONS],
    splitArea: { show: false },
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { ...axisLabel, fontSize, interval: 0, ...label },
    name: nameGap > 0 ? name : '',
    nameLocation: 'middle' as const,
    nameGap,
  })
  return {
    xAxis: axis('predicted', nameGaps[0], slanted ? { rotate: 45 } : {}),
    yAxis: { ...axis('true', nameGaps[1], {}), inverse: true },
    visualMap: { show: false, min: 0, max: 100, inRange: { color: [...theme.scale] } },
    series: [
      {
        type: 'heatmap' as const,
        silent: true,
        emphasis: { disabled: true },
        data: cells,
        label: {
          show: true,
          fontSize: 14,
          color: theme.ink,
          rich: { count: { fontSize: 10, color: theme.ink, padding: [4, 0, 0, 0] } },
        },
        itemStyle: { borderColor: theme.background, borderWidth: 2 },
      },
    ],
  }
}
