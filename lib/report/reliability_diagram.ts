import type { ReliabilityBin } from '../model/calibration.ts'
import { axisStyle, type ChartTheme } from './chart_theme.ts'
import { drawSvg } from './svg_chart.ts'

const WIDTH = 440
const HEIGHT = 340
const GRID = { left: 50, right: 12, top: 16, bottom: 44 }

/** A bin as a report keeps it: null where there is nothing to divide. */
export type ReliabilityBar = Pick<ReliabilityBin, 'from' | 'to' | 'clips'> & {
  readonly accuracy: number | null
}

/**
 * A reliability diagram: over bins of confidence, the share of the clips that were heard rightly, and their number. A
 * model that is as sure as it is right has its bars end on the dashed line.
 */
export function reliabilityDiagramSvg(
  bins: readonly ReliabilityBar[],
  theme: ChartTheme,
  what: string,
): string {
  const style = axisStyle(theme)
  const axis = {
    ...style,
    type: 'value' as const,
    min: 0,
    max: 1,
    nameLocation: 'middle' as const,
  }
  const room = WIDTH - GRID.left - GRID.right
  return drawSvg(
    {
      grid: GRID,
      xAxis: { ...axis, splitLine: { show: false }, containShape: false, name: 'confidence', nameGap: 28 },
      yAxis: { ...axis, name: 'share heard rightly', nameGap: 36 },
      series: [
        {
          type: 'bar',
          silent: true,
          barWidth: room / bins.length - 4,
          itemStyle: { color: theme.curves[0], borderRadius: [2, 2, 0, 0] },
          data: bins.map(({ from, to, accuracy, clips }) => ({
            value: [(from + to) / 2, accuracy ?? 0],
            label: { show: clips > 0, formatter: String(clips), ...labelOf(accuracy ?? 0, theme) },
          })),
          label: { fontSize: 12 },
        },
        {
          type: 'line',
          silent: true,
          symbol: 'none',
          data: [
            [0, 0],
            [1, 1],
          ],
          lineStyle: { color: theme.curves[1], type: 'dashed', width: 1.5 },
        },
      ],
    },
    {
      description: `Reliability diagram, ${what}: share heard rightly by confidence`,
      width: WIDTH,
      height: HEIGHT,
      theme,
    },
  )
}

/** At the foot of its bar, or above one that is too low for it. */
function labelOf(height: number, { background, ink }: ChartTheme) {
  return height < 0.08
    ? { position: 'top' as const, distance: 3, color: ink }
    : { position: 'insideBottom' as const, color: background }
}
