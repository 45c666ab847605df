import type { Subgraph, Tensor } from '../graph.ts'
import type { ClipPlan } from './clip_plan.ts'
import { Integers } from './integers.ts'
import type { Speech } from './lower_speech.ts'

/**
 * Cuts a clip into frames, the first of the speech where its first sample (or, centred, its padding) is: frames begin at
 * the speech, wherever it is in the clip.
 *
 * Sample j of frame t is at `p = (t - framesBefore) hop + j - padding` from the start of the speech. What is beyond its
 * ends is zeros, which are in the clip or put around it; or by `padMode`, of the last sample m = length - 1,
 * `reflect`: |p|, then min(p, 2 m - p); `edge`: min(max(p, 0), m).
 *
 * @param clip [1, samples]
 * @returns [1, frames, 1, nFft]
 */
export function lowerFrames(graph: Subgraph, clip: Tensor, speech: Speech, plan: ClipPlan): Tensor {
  const { nFft, hopLength, center, padMode } = plan.mfcc
  const n = new Integers(graph)
  const count = (length: number, step = 1) => Int32Array.from({ length }, (_, index) => index * step)
  const starts = graph.constant('frame_start', [plan.frames, 1, 1], count(plan.frames, hopLength))
  const within = graph.constant('sample_of_frame', [1, 1, nFft], count(nFft))
  const offset = n.add(n.multiply(speech.framesBefore, hopLength, 'samples_before'), plan.padding, 'offset')
  const beyond = center ? padMode : 'constant'
  const margins = marginsOf(plan, beyond === 'constant')
  // Of the padded clip: no index is below 0.
  const origin = n.add(speech.start, margins[0], 'origin')

  const padded = graph.apply(
    'PAD',
    [clip, graph.constant('margins', [2, 2], Int32Array.from([0, 0, ...margins]))],
    { name: 'clip_padded', shape: [1, plan.samples + margins[0] + margins[1]] },
    {},
  )
  let index: Tensor
  if (beyond === 'constant') {
    const shift = n.subtract(origin, offset, 'shift')
    index = n.add(n.add(starts, shift, 'frame_origin'), within, 'index')
  } else {
    const place = n.add(n.subtract(starts, offset, 'frame_place'), within, 'place')
    const last = n.subtract(speech.length, 1, 'last')
    const inside = beyond === 'edge' ? n.atMost(place, last, 'not_behind') : reflected(n, place, last)
    index = n.add(n.atLeast(inside, 0, 'not_before'), origin, 'index')
  }
  return graph.apply(
    'GATHER',
    [padded, index],
    { name: 'frames', shape: [1, plan.frames, 1, nFft] },
    { axis: 1 },
  )
}

function reflected(n: Integers, place: Tensor, last: Tensor): Tensor {
  const positive = n.atLeast(place, n.subtract(0, place, 'mirrored'), 'distance')
  const back = n.subtract(n.multiply(last, 2, 'twice_last'), positive, 'from_behind')
  return n.atMost(positive, back, 'reflected')
}

/** Zeros before and behind the clip, so that every index is in it, wherever the speech is. */
function marginsOf({ frames, padding, mfcc, silence }: ClipPlan, reaches: boolean): [number, number] {
  const least = silence?.least ?? 0
  if (!reaches) return [least, least]
  const all = (frames - 1) * mfcc.hopLength
  return silence === null ? [padding, padding + mfcc.nFft] : [all + padding + least, all + mfcc.nFft]
}
