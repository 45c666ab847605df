import type { EpochRecord } from '../model/fit.ts'
import { axisStyle, type ChartTheme, LIGHT } from './chart_theme.ts'
import { drawSvg } from './svg_chart.ts'

interface Curve {
  readonly name: string
  /** Where the panel stands alone, and its caption says the rest. */
  readonly short: string
  readonly color: number
  readonly of: (record: EpochRecord) => number | null
}

interface Panel {
  readonly title: string
  readonly unit: string
  readonly highest?: number
  readonly curves: readonly Curve[]
}

const LOSS: Panel = {
  title: 'loss',
  unit: 'cross-entropy',
  curves: [
    { name: 'training loss', short: 'training', color: 0, of: (record) => record.loss },
    { name: 'validation loss', short: 'validation', color: 1, of: (record) => record.validationLoss },
  ],
}
const SCORES: Panel = {
  title: 'accuracy and UAR',
  unit: 'share of clips',
  highest: 1,
  curves: [
    { name: 'training accuracy', short: 'training', color: 0, of: (record) => record.accuracy },
    { name: 'validation accuracy', short: 'validation', color: 1, of: (record) => record.validationAccuracy },
    { name: 'validation UAR', short: 'validation UAR', color: 2, of: (record) => record.validationUar },
  ],
}

/** Loss on the left, accuracy and UAR on the right, by epoch, as an SVG; a line marks the epoch that was kept. */
export function learningCurvesSvg(history: readonly EpochRecord[], bestEpoch: number, title: string): string {
  const kept = `weights of epoch ${bestEpoch} kept`
  const panels = [LOSS, SCORES].map((panel, index) =>
    drawn(panel, index, { history, bestEpoch, theme: LIGHT }),
  )
  return drawSvg(
    {
      title: { text: title, subtext: kept, left: 'center', top: 8, textStyle: { fontSize: 17 } },
      legend: panels.map(({ legend }, index) => ({
        ...legend,
        top: 62,
        [index === 0 ? 'left' : 'right']: 60,
      })),
      grid: [
        { left: 60, width: 380, top: 100, bottom: 56 },
        { left: 520, width: 380, top: 100, bottom: 56 },
      ],
      xAxis: panels.map(({ xAxis }) => xAxis),
      yAxis: panels.map(({ yAxis }) => yAxis),
      series: panels.flatMap(({ series }) => series),
    },
    { description: `${title}: loss, accuracy and UAR by epoch; ${kept}`, width: 940, height: 440 },
  )
}

/** The two panels as charts of their own, small enough to be read on a phone. */
export function smallLearningCurvesSvg(
  history: readonly EpochRecord[],
  bestEpoch: number,
  theme: ChartTheme,
): string[] {
  return [LOSS, SCORES].map((panel) => {
    const { legend, xAxis, yAxis, series } = drawn(shortly(panel), 0, { history, bestEpoch, theme })
    return drawSvg(
      {
        legend: { ...legend, top: 0, left: 'center', itemGap: 20, itemWidth: 18 },
        grid: { left: 50, right: 10, top: 36, bottom: 44 },
        xAxis,
        yAxis,
        series,
      },
      {
        description: `Learning curves: ${panel.title} by epoch; weights of epoch ${bestEpoch} kept`,
        width: 440,
        height: 300,
        theme,
      },
    )
  })
}

function shortly(panel: Panel): Panel {
  return { ...panel, curves: panel.curves.map((curve) => ({ ...curve, name: curve.short })) }
}

interface Curves {
  readonly history: readonly EpochRecord[]
  readonly bestEpoch: number
  readonly theme: ChartTheme
}

/** @param index which of the chart's panels it is. */
function drawn({ curves, unit, highest }: Panel, index: number, { history, bestEpoch, theme }: Curves) {
  const shown = curves.filter((curve) => history.some((record) => curve.of(record) !== null))
  const kept = {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: theme.axis, type: 'dashed' as const },
    data: [{ xAxis: bestEpoch }],
  }
  const style = axisStyle(theme)
  return {
    legend: {
      data: shown.map(({ name }) => name),
      itemGap: 26,
      icon: 'roundRect',
      itemHeight: 4,
      textStyle: { color: theme.ink },
    },
    xAxis: {
      ...style,
      splitLine: { show: false },
      type: 'value' as const,
      gridIndex: index,
      name: 'epoch',
      nameLocation: 'middle' as const,
      nameGap: 28,
      minInterval: 1,
      min: 1,
      max: Math.max(2, history.length),
    },
    yAxis: {
      ...style,
      type: 'value' as const,
      gridIndex: index,
      min: 0,
      max: highest,
      name: unit,
      nameLocation: 'middle' as const,
      nameGap: 36,
    },
    series: shown.map(({ name, color, of }, curve) => ({
      type: 'line' as const,
      silent: true,
      emphasis: { disabled: true },
      name,
      color: theme.curves[color],
      xAxisIndex: index,
      yAxisIndex: index,
      showSymbol: history.length < 3,
      data: history.map((record) => [record.epoch, of(record)]),
      markLine: curve > 0 ? undefined : kept,
    })),
  }
}
