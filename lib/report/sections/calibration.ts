import { type Html, html } from '../html.ts'
import { chart, counted, percent, section } from '../page_elements.ts'
import { reliabilityDiagramSvg } from '../reliability_diagram.ts'
import type { ReportReliability, ReportResults } from '../report_data.ts'

/** Whether probabilities can be believed, before and after temperature scaling. */
export function calibration({ calibration: { plain, scaled } }: ReportResults): Html {
  const diagram = (title: string, { bins, ece, nll }: ReportReliability) =>
    chart(
      `${title}: expected calibration error ${percent(ece)}, negative log likelihood ${nll?.toFixed(3) ?? '–'}`,
      (theme) => reliabilityDiagramSvg(bins, theme, title),
    )
  return section(
    'Calibration',
    html`<p>Each bar holds the clips of one range of confidence (their number is at its foot); its height is the share of them
that was heard rightly. Bars below the dashed line: surer than right. Above it: righter than sure.</p>
<div class="columns">
${diagram('As the model says it', plain)}
${scaled && diagram(`With temperature ${scaled.temperature.toFixed(2)}`, scaled.reliability)}
</div>
${
  scaled
    ? html`<p>The temperature, by which logits are divided, was fitted on ${counted(scaled.clips, 'validation clip')} of
${counted(scaled.speakers, 'speaker')}. It changes no answer, only how sure it is; <code class="command">emovox predict --calibrated</code> applies
it.</p>`
    : html`<p>No temperature was fitted: that takes a validation part.</p>`
}`,
  )
}
