import { createHash } from 'node:crypto'
import type { EChartsOption } from 'echarts'
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
} from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { type ChartTheme, LIGHT } from './chart_theme.ts'

use([
  SVGRenderer,
  BarChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
])

export interface ChartCanvas {
  /** What a screen reader says. */
  readonly description: string
  /** Units of the drawing, which is scaled to the place that it gets. */
  readonly width: number
  readonly height: number
  /** Default: light. */
  readonly theme?: ChartTheme
}

/** Draws an ECharts option as an SVG, without a browser: the same bytes for the same option. */
export function drawSvg(option: EChartsOption, canvas: ChartCanvas): string {
  const { description, width, height, theme = LIGHT } = canvas
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({
    animation: false,
    backgroundColor: theme.background,
    textStyle: { fontFamily: FONT, color: theme.ink },
    ...option,
  })
  const svg = withoutInteraction(chart.renderToSVGString())
  chart.dispose()
  const title = description.replace(/[&<>]/g, (character) => ENTITIES[character])
  return svg.replace(/^<svg([^>]*)>/, `<svg role="img"$1><title>${title}</title>`)
}

/**
 * What ECharts adds for a pointer goes, and its numbered names become a digest of the drawing: several charts may then
 * stand in one page, and a chart does not depend on those drawn before it.
 */
function withoutInteraction(svg: string): string {
  const still = svg
    .replace(/<style.*?<\/style>\s*/gs, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, 'chart-')
  const digest = createHash('sha256').update(still).digest('hex').slice(0, 8)
  return still.replaceAll('chart-', `c${digest}-`)
}

// Without quotes: ECharts puts the list into a double-quoted attribute as it is.
const FONT = 'system-ui, Roboto, Helvetica, Arial, sans-serif'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
