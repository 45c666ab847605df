import { type Html, html } from '../html.ts'
import { smallLearningCurvesSvg } from '../learning_curves.ts'
import { chart, counted, section } from '../page_elements.ts'
import type { ReportData } from '../report_data.ts'

/** Loss, accuracy and UAR by epoch. */
export function curves({ epochs, bestEpoch }: NonNullable<ReportData['history']>): Html {
  const minutes = epochs.reduce((sum, { seconds }) => sum + seconds, 0) / 60
  const panels = ['Loss by epoch', 'Accuracy and UAR by epoch'].map((caption, panel) =>
    chart(caption, (theme) => smallLearningCurvesSvg(epochs, bestEpoch, theme)[panel]),
  )
  return section(
    'Learning curves',
    html`<p>${counted(epochs.length, 'epoch')} in ${minutes.toFixed(1)} minutes. The dashed line marks epoch ${bestEpoch}, whose
weights were kept. Training figures are those of clips as they were trained on (augmented, mixed): they may be lower than
those of validation.</p>
<div class="columns">${panels}</div>`,
  )
}
