/** How scores came about, in whole sentences. */
const SCORED_ONCE =
  'The test part was scored once, when training was over; whatever was chosen on the way, the temperature included, ' +
  'looked at the validation part only.'

/** By what the recordings were split. */
const OF_SPLITS: Readonly<Record<string, string>> = {
  speaker:
    'Nobody in the test part was heard in training. The test speakers were scored once, when training was over; whatever ' +
    'was chosen on the way, the temperature included, looked at the validation speakers only.',
  sentence: `No sentence of the test part was heard in training; its speakers were. ${SCORED_ONCE}`,
  'speaker-and-sentence': `Neither speakers nor sentences of the test part were heard in training. ${SCORED_ONCE}`,
  recording:
    'Recordings were split at random: the same voices, and often the same sentences, were trained on. Scores of speakers ' +
    'whom the model has not heard are much lower.',
}

export const OF_GIVEN_RECORDINGS =
  'These recordings were given to a model that was trained before. Its scores are those of unseen speakers only if none ' +
  'of these speakers was trained on.'

export const OF_FOLDS =
  'Every speaker was tested once, by a model that had not heard them. Whatever was chosen in training looked at the ' +
  'validation speakers of its fold only.'

/** What a report says of the test part of a split (null: of one that the caller made). */
export function protocolOfSplit(split: { readonly by: string } | null): string {
  return (split && OF_SPLITS[split.by]) ?? SCORED_ONCE
}
