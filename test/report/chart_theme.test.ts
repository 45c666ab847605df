import t from 'tap'
import { type ChartTheme, DARK, LIGHT } from '../../lib/report/chart_theme.ts'

/** Contrast of two colours, as WCAG 2 defines it: 1 to 21. */
function contrast(a: string, b: string): number {
  const luminance = (color: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (lighter + 0.05) / (darker + 0.05)
}

t.test('contrast is what WCAG 2 says', async (t) => {
  t.equal(contrast('#000000', '#ffffff'), 21)
  t.ok(Math.abs(contrast('#777777', '#ffffff') - 4.478) < 0.001)
})

// axe-core passes over text in SVGs.
const themes: Readonly<Record<string, ChartTheme>> = { light: LIGHT, dark: DARK }
for (const [name, { background, ink, muted, curves, scale }] of Object.entries(themes))
  t.test(`charts are legible, ${name}`, async (t) => {
    for (const text of [ink, muted]) t.ok(contrast(text, background) >= 4.5, `${text} on ${background}`)
    for (const cell of scale) t.ok(contrast(ink, cell) >= 4.5, `${ink} on ${cell}`)
    for (const curve of curves) t.ok(contrast(curve, background) >= 3, `${curve} on ${background}`)
    t.ok(contrast(background, curves[0]) >= 4.5, 'numbers in bars')
  })
