import { type Html, html } from '../html.ts'
import { bar, percent, percentRange, section, table } from '../page_elements.ts'
import type { ReportResults } from '../report_data.ts'

const SPEAKER_COLUMNS = [
  { title: 'Speaker' },
  { title: 'Sex' },
  { title: 'Clips', numeric: true },
  { title: 'UAR', numeric: true },
  { title: 'Accuracy', numeric: true },
]
const CORPUS_COLUMNS = [
  { title: 'Corpus' },
  { title: 'Speakers', numeric: true },
  { title: 'Clips', numeric: true },
  { title: 'UAR', numeric: true },
  { title: '95 % interval', numeric: true },
  { title: 'Accuracy', numeric: true },
]

/** Results per speaker, and per corpus where there are several. */
export function groups({ perCorpus, perSpeaker }: ReportResults): Html {
  const several = perCorpus.length > 1
  return section(
    several ? 'Speakers and corpora' : 'Speakers',
    html`<div class="columns">
${table(
  'Per speaker',
  SPEAKER_COLUMNS,
  perSpeaker.map(({ speaker, sex, clips, uar, accuracy }) => [
    speaker,
    sex ?? '–',
    clips,
    bar(uar),
    percent(accuracy),
  ]),
)}
${
  several &&
  table(
    'Per corpus',
    CORPUS_COLUMNS,
    perCorpus.map(({ corpus, speakers, clips, uar, uarInterval, accuracy }) => [
      corpus,
      speakers,
      clips,
      percent(uar),
      uarInterval ? percentRange(uarInterval) : '–',
      percent(accuracy),
    ]),
  )
}
</div>`,
  )
}
