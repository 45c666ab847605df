/** The seven classes, in the order that every label, probability and matrix row in emovox follows. */
export const EMOTIONS = ['neutral', 'happy', 'sad', 'angry', 'fear', 'disgust', 'surprise'] as const

export type Emotion = (typeof EMOTIONS)[number]

/** The class index (0 to 6) of an emotion: its place in {@link EMOTIONS}. */
export function emotionIndex(emotion: Emotion): number {
  return EMOTIONS.indexOf(emotion)
}
