import { EMOTIONS } from '../emotions.ts'
import type { Metrics } from '../model/metrics.ts'
import { drawSvg } from './svg_chart.ts'

/**
 * The confusion matrix as an SVG: rows are the true emotions, columns the predicted ones; each cell has the share of
 * its row in per cent, coloured by it, and the count below.
 */
export function confusionMatrixSvg(metrics: Metrics, title: string): string {
  const cells = metrics.confusion.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return row.map((count, predicted) => ({
      value: [predicted, truth, total > 0 ? (100 * count) / total : 0],
      label: { formatter: total > 0 ? `${Math.round((100 * count) / total)} %\n{count|${count}}` : '' },
    }))
  })
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const subtext = `UAR ${percent(metrics.uar)}, accuracy ${percent(metrics.accuracy)}, ${metrics.clips} clips`
  const axis = { type: 'category' as const, splitArea: { show: false }, axisTick: { show: false } }
  return drawSvg(
    {
      title: { text: title, subtext, left: 'center', top: 8, textStyle: { fontSize: 17 } },
      grid: { left: 92, right: 24, top: 72, bottom: 64 },
      xAxis: { ...axis, data: [...EMOTIONS], name: 'predicted', nameLocation: 'middle', nameGap: 36 },
      yAxis: {
        ...axis,
        data: [...EMOTIONS],
        inverse: true,
        name: 'true',
        nameLocation: 'middle',
        nameGap: 72,
      },
      visualMap: { show: false, min: 0, max: 100, inRange: { color: SCALE } },
      series: [
        {
          type: 'heatmap',
          silent: true,
          emphasis: { disabled: true },
          data: cells,
          label: { show: true, fontSize: 14, rich: { count: { fontSize: 10, padding: [4, 0, 0, 0] } } },
          itemStyle: { borderColor: '#ffffff', borderWidth: 2 },
        },
      ],
    },
    `Confusion matrix. ${title}: ${subtext}`,
    660,
    640,
  )
}

/** White to blue, light enough at the top for black text. */
const SCALE = ['#f7fafd', '#d6e6f4', '#abcfe6', '#6fb0d8', '#4a94c8']
