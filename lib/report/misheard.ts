import { EMOTIONS, emotionIndex } from '../emotions.ts'
import type { ScoredRecording } from '../model/evaluate.ts'
import type { ReportResults, WrongClip } from './report_data.ts'

/** Pairs of emotions that were taken for one another, the most frequent first. */
export function confusedPairs(
  confusion: readonly (readonly number[])[],
  most: number,
): ReportResults['confused'] {
  return confusion
    .flatMap((row, truth) => {
      const total = row.reduce((sum, clips) => sum + clips, 0)
      return row.map((clips, heard) => ({ truth, heard, clips, share: clips / total }))
    })
    .filter(({ truth, heard, clips }) => truth !== heard && clips > 0)
    .sort((a, b) => b.clips - a.clips || b.share - a.share)
    .slice(0, most)
    .map((pair) => ({ ...pair, truth: EMOTIONS[pair.truth], heard: EMOTIONS[pair.heard] }))
}

/** Clips that were heard wrongly, those that the model was surest of first; of several answers to one clip, the surest. */
export function surestMistakes(predictions: readonly ScoredRecording[], most: number): WrongClip[] {
  const seen = new Set<string>()
  return predictions
    .filter(({ recording, predicted }) => recording.emotion !== predicted)
    .map(({ recording, predicted, probabilities }) => ({
      path: recording.path,
      speaker: recording.speaker,
      truth: recording.emotion,
      heard: predicted,
      confidence: probabilities[emotionIndex(predicted)],
      truthShare: probabilities[emotionIndex(recording.emotion)],
    }))
    .sort((a, b) => b.confidence - a.confidence)
    .filter(({ path }) => !seen.has(path) && seen.add(path))
    .slice(0, most)
}
