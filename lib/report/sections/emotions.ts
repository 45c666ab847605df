import { EMOTIONS } from '../../emotions.ts'
import { smallConfusionMatrixSvg } from '../confusion_matrix.ts'
import { type Html, html } from '../html.ts'
import { bar, chart, percent, section, table } from '../page_elements.ts'
import type { ReportResults } from '../report_data.ts'

const EMOTION_COLUMNS = [
  { title: 'Emotion' },
  { title: 'Clips', numeric: true },
  { title: 'Recall', numeric: true },
  { title: 'Precision', numeric: true },
  { title: 'F1', numeric: true },
]

/** What was heard for what: the confusion matrix, and how well each emotion was told. */
export function emotions({ perEmotion, confusion }: ReportResults): Html {
  const counts = table(
    'Clips of each true emotion (rows) by what was heard (columns)',
    [{ title: 'True' }, ...EMOTIONS.map((title) => ({ title, numeric: true }))],
    confusion.map((row, truth) => [EMOTIONS[truth], ...row]),
  )
  return section(
    'Emotions',
    html`<div class="columns">
${chart('Rows: the true emotion. Columns: what was heard. Per cent of the row, clips below.', (theme) =>
  smallConfusionMatrixSvg({ confusion }, theme),
)}
<div>
${table(
  'How well each emotion was told',
  EMOTION_COLUMNS,
  perEmotion.map(({ emotion, clips, recall, precision, f1 }) => [
    emotion,
    clips,
    bar(recall),
    percent(precision),
    percent(f1),
  ]),
)}
<details><summary>The matrix as a table</summary>
${counts}</details>
</div>
</div>`,
  )
}
