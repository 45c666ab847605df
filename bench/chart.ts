import { drawSvg } from '../lib/report/svg_chart.ts'
import type { Measured } from './measure.ts'
import { OURS } from './peers.ts'
import { ratioText } from './results_table.ts'

const ROW = 19
const TOP = 84
const BOTTOM = 58
const WIDTH = 1100
/** Width of the tasks' and peers' names. */
const LABELS = 250
const COLOURS: Readonly<Record<string, string>> = {
  [OURS]: '#d1603d',
  librosa: '#4a94c8',
  torchaudio: '#8a6fb0',
  soxr: '#6d904f',
  samplerate: '#c8a13a',
}
const OTHER = '#9a9a9a'

interface Row {
  readonly label: string
  readonly ratio: number | null
  readonly colour: string
}

/** Times relative to ours on a log scale, one group a task: MFCC and the corpus job on the left, the rest on the right. */
export function benchSvg(measured: readonly Measured[], machine: string): string {
  const left = measured.filter(({ task }) => task.group === 'mfcc' || task.group === 'corpus')
  const right = measured.filter((one) => !left.includes(one))
  const panels = [left, right].map((part) => part.flatMap(rowsOf)).filter((rows) => rows.length > 0)
  const most = Math.max(...panels.flat().map(({ ratio }) => Math.log10(ratio ?? 1)))
  const least = Math.min(...panels.flat().map(({ ratio }) => Math.log10(ratio ?? 1)))
  const longest = Math.max(...panels.map((rows) => rows.length))
  const panelWidth = WIDTH / panels.length
  return drawSvg(
    {
      title: {
        text: 'Time relative to emovox = 1 (less is faster)',
        subtext: machine,
        left: 'center',
        top: 8,
        textStyle: { fontSize: 17 },
      },
      grid: panels.map((rows, panel) => ({
        left: panel * panelWidth + LABELS,
        width: panelWidth - LABELS - 50,
        top: TOP,
        height: rows.length * ROW,
      })),
      // A bar on a logarithmic axis begins at the axis's least value; logarithms on a plain one let it begin at 1.
      xAxis: panels.map((_, gridIndex) => ({
        type: 'value' as const,
        gridIndex,
        min: Math.floor(least),
        max: Math.ceil(most),
        interval: 1,
        axisLabel: { formatter: (exponent: number) => String(10 ** exponent) },
      })),
      yAxis: panels.map((rows, gridIndex) => ({
        type: 'category' as const,
        gridIndex,
        inverse: true,
        data: rows.map(({ label }) => label),
        axisTick: { show: false },
        axisLine: { onZero: false, show: false },
        axisLabel: {
          interval: 0,
          formatter: (label: string, index: number) =>
            rows[index]?.ratio === null ? `{heading|${label}}` : label,
          rich: { heading: { fontWeight: 'bold', color: '#222222' } },
        },
      })),
      series: panels.map((rows, panel) => ({
        type: 'bar' as const,
        silent: true,
        xAxisIndex: panel,
        yAxisIndex: panel,
        barWidth: '70%',
        data: rows.map(({ ratio, colour }) => ({
          value: ratio === null ? '-' : Math.log10(ratio),
          itemStyle: { color: colour },
          label: {
            show: ratio !== null,
            position: ratio !== null && ratio < 1 ? ('left' as const) : ('right' as const),
            formatter: ratio === null ? '' : ratioText(ratio),
          },
        })),
      })),
    },
    {
      description: `Times of emovox and its peers, relative to emovox, on a logarithmic scale. ${machine}`,
      width: WIDTH,
      height: TOP + longest * ROW + BOTTOM,
    },
  )
}

function rowsOf({ task, results }: Measured): Row[] {
  const heading: Row = { label: task.title, ratio: null, colour: OTHER }
  const bars = results
    .toSorted((a, b) => a.ratio - b.ratio)
    .map(({ label, peer, ratio }) => ({ label, ratio, colour: COLOURS[peer] ?? OTHER }))
  return [heading, ...bars]
}
