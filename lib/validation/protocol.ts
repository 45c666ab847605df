import type { FoldOptions, SplitOptions } from '../options.ts'

type By = FoldOptions['by'] | SplitOptions['by']

const UNHEARD: Readonly<Record<By, string>> = {
  speaker: 'Test speakers were heard neither in training nor in validation.',
  'leave-one-speaker-out': 'Test speakers were heard neither in training nor in validation.',
  'leave-one-corpus-out':
    'Nothing of the test corpus, neither its speakers nor its microphones nor its sentences, was heard in training or validation.',
  sentence:
    'Test sentences were heard neither in training nor in validation; the speakers were, so the scores are not those of unseen speakers.',
  'speaker-and-sentence':
    'Neither test speakers nor test sentences were heard in training or validation; recordings of the one without the other were not used.',
  recording:
    'Speakers and sentences of the test recordings were heard in training, which inflates every score.',
}

/** How the scores of a test part came about, in whole sentences: every report of them says this. */
export function protocolOf(by: By): string {
  return (
    `${UNHEARD[by]} Each test part was scored once, after its model was trained; normalisation was fitted on training ` +
    'recordings, and whatever was chosen while training (epochs, stopping) looked at validation recordings only.'
  )
}
