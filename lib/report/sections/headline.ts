import { type Html, html } from '../html.ts'
import { counted, percent, percentRange } from '../page_elements.ts'
import type { ReportData, ReportResults } from '../report_data.ts'

/** The numbers that are read first, what they are of, and what a reader must know to judge them. */
export function headline({ results, protocol, warnings }: ReportData): Html {
  return html`${results && numbers(results)}
<p class="protocol">${protocol}</p>
${warnings.map((warning) => html`<p class="warning"><strong>Note</strong> ${warning}</p>\n`)}`
}

function numbers({ overall, alone, speakerRecordings, perEmotion, calibration }: ReportResults): Html {
  const { clips, speakers, uar, uarInterval, accuracy, accuracyInterval, macroF1 } = overall
  const chance = 1 / perEmotion.filter((row) => row.clips > 0).length
  const range = (interval: typeof uarInterval) =>
    interval ? `95 % interval ${percentRange(interval)}` : 'no interval: fewer than four speakers'
  const { ece } = calibration.plain
  return html`<dl class="numbers">
<div class="main">
<dt>Unweighted average recall</dt>
<dd><b>${percent(uar)}</b>${track(uar, uarInterval, chance)}<span>${range(uarInterval)}; chance is ${percent(chance)}</span></dd>
</div>
<div>
<dt>Accuracy</dt>
<dd><b>${percent(accuracy)}</b><span>${range(accuracyInterval)}</span></dd>
</div>
<div>
<dt>Macro F1</dt>
<dd><b>${percent(macroF1)}</b><span>mean over the emotions</span></dd>
</div>
<div>
<dt>Calibration error</dt>
<dd><b>${percent(ece)}</b><span>between confidence and accuracy</span></dd>
</div>
<div>
<dt>Scored</dt>
<dd><b>${clips}</b><span>clips of ${counted(speakers, 'speaker')}</span></dd>
</div>
</dl>
${alone && withoutSpeakers(alone, range(alone.uarInterval), speakerRecordings)}`
}

/** A model that hears speakers is scored twice; the page is about the scores in which it knows them. */
function withoutSpeakers(
  { uar, accuracy }: NonNullable<ReportResults['alone']>,
  range: string,
  speakerRecordings: number | null,
): Html {
  const known = speakerRecordings === null ? 'all recordings' : counted(speakerRecordings, 'recording')
  return html`<p class="protocol">This model hears how a recording differs from its speaker's others, and these scores are with the
mean of ${known} of each speaker, whose emotions it is not told. Of each recording alone, its unweighted average recall is
<b>${percent(uar)}</b> (${range}), and its accuracy ${percent(accuracy)}.</p>
`
}

/** From 0 to 100 %: the interval as a band, the value as a dot, chance as a tick. The words beside it say the same. */
function track(value: number | null, interval: readonly [number, number] | null, chance: number): Html {
  const at = (share: number) => `${(100 * share).toFixed(1)}%`
  const band =
    interval &&
    html`<i class="band" style="left:${at(interval[0])};width:${at(interval[1] - interval[0])}"></i>`
  return html`<span class="track" aria-hidden="true"><i class="chance" style="left:${at(chance)}"></i>${band}${
    value !== null && html`<i class="dot" style="left:${at(value)}"></i>`
  }</span>`
}
