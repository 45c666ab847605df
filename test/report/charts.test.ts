import t from 'tap'
import type { EpochRecord } from '../../lib/model/fit.ts'
import { score } from '../../lib/model/metrics.ts'
import { confusionMatrixSvg } from '../../lib/report/confusion_matrix.ts'
import { learningCurvesSvg } from '../../lib/report/learning_curves.ts'

/** The text of an SVG, tags dropped; fails where tags do not close in order, which is where a browser gives up. */
function textOf(svg: string): string {
  const open: string[] = []
  for (const [, close, name, empty] of svg
    .replace(/<!\[CDATA\[.*?\]\]>/gs, '')
    .matchAll(/<(\/?)(\w+)(?:\s[\w:.-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (close && open.pop() !== name) throw new Error(`</${name}> closes nothing`)
    if (!close && !empty) open.push(name)
  }
  if (open.length > 0) throw new Error(`${open} not closed`)
  return svg.replace(/<style.*?<\/style>/gs, '').replace(/<[^>]*>/g, ' ')
}

t.test('the confusion matrix shows shares, counts, scores and names', async (t) => {
  const truth = [0, 0, 0, 0, 1, 1, 2, 3, 4, 5]
  const predicted = [0, 0, 0, 1, 1, 2, 2, 3, 4, 6]
  const svg = confusionMatrixSvg(score(truth, predicted), 'A <title> & more')
  const text = textOf(svg)
  for (const part of [
    '75 %',
    '25 %',
    '50 %',
    '100 %',
    'predicted',
    'true',
    'surprise',
    'UAR 70.8 %',
    '10 clips',
  ])
    t.ok(text.includes(part), part)
  t.match(svg, /<title>Confusion matrix\. A &lt;title&gt; &amp; more/)
})

t.test('learning curves show what was measured, and the epoch that was kept', async (t) => {
  const epoch = (k: number, validationUar: number | null): EpochRecord => ({
    epoch: k,
    loss: 2 / k,
    accuracy: 0.2 * k,
    validationLoss: validationUar && 1.5,
    validationAccuracy: validationUar,
    validationUar,
    seconds: 1,
  })
  const validated = textOf(learningCurvesSvg([epoch(1, 0.2), epoch(2, 0.4), epoch(3, 0.3)], 2, 'Curves'))
  for (const part of ['validation UAR', 'training loss', 'weights of epoch 2 kept'])
    t.ok(validated.includes(part), part)
  const alone = textOf(learningCurvesSvg([epoch(1, null), epoch(2, null)], 2, 'Curves'))
  t.notOk(alone.includes('validation'), 'curves without values are left out')
})
