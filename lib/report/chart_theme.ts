/** The colours of a chart. Text on the background has a contrast of 4.5 or more, curves one of 3. */
export interface ChartTheme {
  readonly background: string
  readonly ink: string
  /** Of names of axes and other small print. */
  readonly muted: string
  readonly axis: string
  readonly grid: string
  /** Training, validation, and a third curve. */
  readonly curves: readonly [string, string, string]
  /** From none to all of something; ink is read on every one of them. */
  readonly scale: readonly string[]
}

/** On paper, and wherever an SVG stands alone. */
export const LIGHT: ChartTheme = {
  background: '#ffffff',
  ink: '#1d2733',
  muted: '#57636f',
  axis: '#8a949e',
  grid: '#e2e6eb',
  curves: ['#2a75ab', '#c4532f', '#5a8040'],
  scale: ['#f7fafd', '#d6e6f4', '#abcfe6', '#6fb0d8', '#4a94c8'],
}

/** On a page in dark mode, whose background this is. */
export const DARK: ChartTheme = {
  background: '#14191f',
  ink: '#eef1f4',
  muted: '#a7b1bc',
  axis: '#6d7883',
  grid: '#313a44',
  curves: ['#62b0e2', '#ef8a66', '#98c379'],
  scale: ['#1b222a', '#213a50', '#245073', '#265f8a', '#276c9d'],
}

/** What every axis of a chart in this theme has. */
export function axisStyle({ ink, muted, axis, grid }: ChartTheme) {
  return {
    axisLine: { lineStyle: { color: axis } },
    axisLabel: { color: ink },
    nameTextStyle: { color: muted },
    splitLine: { lineStyle: { color: grid } },
  }
}
