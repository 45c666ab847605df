import type { EChartsOption } from 'echarts'
import { HeatmapChart, LineChart } from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
} from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([
  SVGRenderer,
  HeatmapChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
])

/**
 * Draws an ECharts option as a stand-alone SVG, without a browser.
 *
 * @param description what a screen reader says.
 */
export function drawSvg(option: EChartsOption, description: string, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FONT },
    ...option,
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  const title = description.replace(/[&<>]/g, (character) => ENTITIES[character])
  return svg.replace(/^<svg([^>]*)>/, `<svg role="img"$1><title>${title}</title>`)
}

// Without quotes: ECharts puts the list into a double-quoted attribute as it is.
const FONT = 'system-ui, Roboto, Helvetica, Arial, sans-serif'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
