import type { Subgraph, Tensor } from '../graph.ts'
import { TensorType } from '../schema.ts'
import type { ClipPlan } from './clip_plan.ts'
import { Integers } from './integers.ts'

/** Where the speech is in a clip; int32 tensors [1] unless said. */
export interface Speech {
  /** Sample of the clip that the first sample of the speech is; negative when zeros of its own precede the clip. */
  readonly start: Tensor
  /** Samples. */
  readonly length: Tensor
  /** Frames of zeros before it. */
  readonly framesBefore: Tensor
  /** What says which frames are the speech's. Null: all are. */
  readonly mask: {
    /** Float32 [frames, 1], 1 or 0. */
    readonly frames: Tensor
    /** How many are 1, float32 [1]. */
    readonly count: Tensor
  } | null
}

/**
 * Finds the speech in a clip: it is all from the first to the last sample that is not exactly 0. What is before and behind
 * was put there to fill the clip, as in training, where a recording shorter than a clip gets frames of zeros (`padIn
 * frames`) on one side or both. A clip of zeros alone is all heard.
 *
 * @param clip [1, samples]
 */
export function lowerSpeech(graph: Subgraph, clip: Tensor, plan: ClipPlan): Speech {
  const whole = new Integers(graph)
  if (plan.silence === null)
    return {
      start: whole.constant(0),
      length: whole.constant(plan.samples),
      framesBefore: whole.constant(0),
      mask: null,
    }
  const { first, length: heard } = lowerBounds(graph, clip)
  const { pad, least } = plan.silence
  const { nFft, hopLength } = plan.mfcc
  const n = new Integers(graph)
  /** The part of what is missing that goes before. */
  const before = (missing: Tensor) => {
    if (pad === 'before') return missing
    return pad === 'after' ? n.constant(0) : n.floorDivide(missing, 2, 'half_missing')
  }
  const length = n.atLeast(heard, least, 'length')
  const start = n.subtract(first, before(n.subtract(length, heard, 'short_by')), 'start')
  const beyondFirst = n.add(length, 2 * plan.padding - nFft, 'beyond_first_frame')
  const frames = n.add(n.floorDivide(beyondFirst, hopLength, 'hops'), 1, 'speech_frames')
  const framesBefore = before(n.subtract(plan.frames, frames, 'frames_missing'))
  const mask = lowerMask(graph, plan.frames, framesBefore, n.add(framesBefore, frames, 'end_frame'))
  const count = graph.apply('CAST', [frames], { name: 'frame_count', shape: [1] }, {})
  return { start, length, framesBefore, mask: { frames: mask, count } }
}

/** First sample that is not 0, and samples up to the last one; the whole clip when all are 0. */
function lowerBounds(graph: Subgraph, clip: Tensor) {
  const { shape } = clip
  const n = new Integers(graph)
  const zero = graph.constant('silence', [1], new Float32Array(1))
  const isSound = graph.apply('NOT_EQUAL', [clip, zero], { name: 'is_sound', shape, type: 'BOOL' }, {})
  const sound = graph.apply('CAST', [isSound], { name: 'sound', shape }, {})
  const [zeros, strides] = [graph.integers('00', [0, 0]), graph.integers('1-1', [1, -1])]
  const backwards = graph.apply(
    'STRIDED_SLICE',
    [sound, zeros, zeros, strides],
    { name: 'sound_backwards', shape },
    { beginMask: 0b11, endMask: 0b11 },
  )
  // The first of equal values is the one that counts.
  const firstOf = (marks: Tensor, name: string) =>
    graph.apply(
      'ARG_MAX',
      [marks, graph.integers('sample_axis', 1)],
      { name, shape: [1], type: 'INT32' },
      { outputType: TensorType.INT32 },
    )
  const first = firstOf(sound, 'first_sound')
  const end = n.subtract(shape[1], firstOf(backwards, 'zeros_behind'), 'sound_end')
  return { first, length: n.subtract(end, first, 'sound_length') }
}

/** `from <= frame < to`, as float32 [frames, 1]. */
function lowerMask(graph: Subgraph, frames: number, from: Tensor, to: Tensor): Tensor {
  const shape = [frames, 1]
  const frame = graph.constant(
    'frame_number',
    shape,
    Int32Array.from({ length: frames }, (_, t) => t),
  )
  const started = graph.apply('GREATER_EQUAL', [frame, from], { name: 'started', shape, type: 'BOOL' }, {})
  const notEnded = graph.apply('LESS', [frame, to], { name: 'not_ended', shape, type: 'BOOL' }, {})
  const [a, b] = [started, notEnded].map((is) =>
    graph.apply('CAST', [is], { name: `${is.name}_1`, shape }, {}),
  )
  return graph.apply('MUL', [a, b], { name: 'is_speech', shape }, {})
}
