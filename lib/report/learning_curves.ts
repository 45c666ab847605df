import type { EpochRecord } from '../model/fit.ts'
import { drawSvg } from './svg_chart.ts'

interface Curve {
  readonly name: string
  readonly color: string
  readonly of: (record: EpochRecord) => number | null
}

const LOSSES: readonly Curve[] = [
  { name: 'training loss', color: '#4a94c8', of: (record) => record.loss },
  { name: 'validation loss', color: '#d1603d', of: (record) => record.validationLoss },
]
const SCORES: readonly Curve[] = [
  { name: 'training accuracy', color: '#4a94c8', of: (record) => record.accuracy },
  { name: 'validation accuracy', color: '#d1603d', of: (record) => record.validationAccuracy },
  { name: 'validation UAR', color: '#6d904f', of: (record) => record.validationUar },
]

/** Loss on the left, accuracy and UAR on the right, by epoch, as an SVG; a line marks the epoch that was kept. */
export function learningCurvesSvg(history: readonly EpochRecord[], bestEpoch: number, title: string): string {
  const panels = [LOSSES, SCORES].map((curves) =>
    curves.filter((curve) => history.some((record) => curve.of(record) !== null)),
  )
  const xAxis = {
    type: 'value' as const,
    name: 'epoch',
    nameLocation: 'middle' as const,
    nameGap: 28,
    minInterval: 1,
  }
  const ends = { min: 1, max: Math.max(2, history.length) }
  const nameBeside = { nameLocation: 'middle' as const, nameGap: 40 }
  const kept = `weights of epoch ${bestEpoch} kept`
  return drawSvg(
    {
      title: { text: title, subtext: kept, left: 'center', top: 8, textStyle: { fontSize: 17 } },
      legend: panels.map((curves, panel) => ({
        data: curves.map(({ name }) => name),
        top: 62,
        [panel === 0 ? 'left' : 'right']: 60,
        itemGap: 26,
        icon: 'roundRect',
        itemHeight: 4,
      })),
      grid: [
        { left: 60, width: 380, top: 100, bottom: 56 },
        { left: 520, width: 380, top: 100, bottom: 56 },
      ],
      xAxis: [0, 1].map((gridIndex) => ({ ...xAxis, ...ends, gridIndex })),
      yAxis: [
        { type: 'value', gridIndex: 0, min: 0, name: 'cross-entropy', ...nameBeside },
        { type: 'value', gridIndex: 1, min: 0, max: 1, name: 'share of clips', ...nameBeside },
      ],
      series: panels.flatMap((curves, panel) =>
        curves.map(({ name, color, of }, index) => ({
          type: 'line' as const,
          silent: true,
          emphasis: { disabled: true },
          name,
          color,
          xAxisIndex: panel,
          yAxisIndex: panel,
          showSymbol: history.length < 3,
          data: history.map((record) => [record.epoch, of(record)]),
          markLine:
            index > 0
              ? undefined
              : {
                  silent: true,
                  symbol: 'none',
                  label: { show: false },
                  lineStyle: { color: '#999999', type: 'dashed' as const },
                  data: [{ xAxis: bestEpoch }],
                },
        })),
      ),
    },
    `${title}: loss, accuracy and UAR by epoch; ${kept}`,
    940,
    440,
  )
}
