import type { Subgraph, Tensor } from '../graph.ts'
import type { ClipPlan } from './clip_plan.ts'
import type { Spectrum } from './lower_spectrum.ts'
import type { Speech } from './lower_speech.ts'
import { cepstralMatrix, melFilters } from './mfcc_tables.ts'

/** Levels are in nepers of power here, natural logarithms; this many dB are one. */
const DB_PER_NEPER = 10 / Math.LN10

/** As `native/dsp/cepstral_normalisation.cpp`: a coefficient that stays the same must not be divided by zero. */
const LEAST_DEVIATION = 1e-2

/**
 * Mel bands, levels no lower than `topDb` below the clip's loudest, less their mean over the frames of the speech; of MFCCs
 * their DCT. The mean of the levels goes before the DCT, which is linear, so it is the mean of the cepstra that goes; what is
 * left is small, and 32-bit sums of it are exact enough. Frames that are not the speech's are exactly 0.
 *
 * @returns [1, frames, nMfcc], or [1, frames, nMels] in decibels.
 */
export function lowerFeatures(graph: Subgraph, spectrum: Spectrum, speech: Speech, plan: ClipPlan): Tensor {
  const levels = lowerLevels(graph, lowerMelBands(graph, spectrum, plan), speech, plan)
  const centred =
    plan.mfcc.cepstralNormalisation === 'none'
      ? levels
      : masked(graph, lessMean(graph, levels, speech, plan.frames), speech.mask, 'levels_of_speech')
  const rows = plan.feature === 'mfcc' ? lowerDct(graph, centred, plan) : lowerDecibels(graph, centred)
  const shape = [1, ...rows.shape]
  return graph.apply(
    'RESHAPE',
    [normalised(graph, rows, speech, plan), graph.integers('features_shape', shape)],
    { name: 'features', shape },
    { newShape: shape },
  )
}

function lowerDct(graph: Subgraph, levels: Tensor, { mfcc, frames }: ClipPlan): Tensor {
  const { nMfcc, nMels } = mfcc
  const matrix = Float32Array.from(cepstralMatrix(mfcc), (entry) => entry * DB_PER_NEPER)
  const dct = graph.constant('dct', [nMfcc, nMels], matrix)
  return graph.apply('FULLY_CONNECTED', [levels, dct, null], { name: 'cepstra', shape: [frames, nMfcc] }, {})
}

function lowerDecibels(graph: Subgraph, levels: Tensor): Tensor {
  const scale = graph.constant('db_per_neper', [1], Float32Array.of(DB_PER_NEPER))
  return graph.apply('MUL', [levels, scale], { name: 'decibels', shape: levels.shape }, {})
}

/** @param rows features of each frame, [frames, coefficients]. */
function normalised(graph: Subgraph, rows: Tensor, speech: Speech, plan: ClipPlan): Tensor {
  switch (plan.mfcc.cepstralNormalisation) {
    case 'none':
      return masked(graph, rows, speech.mask, 'features_of_speech')
    case 'mean':
      return rows
    case 'meanVariance':
      return perDeviation(graph, rows, speech, plan.frames)
  }
}

/** [frames, nMels] */
function lowerMelBands(graph: Subgraph, { powers, gain }: Spectrum, plan: ClipPlan): Tensor {
  const { nMels } = plan.mfcc
  const bins = powers.shape.at(-1) ?? 0
  const filters = melFilters(plan.mfcc, plan.sampleRate).map((weight, at) => weight / gain(at % bins))
  const kernel = graph.constant('mel', [nMels, bins], Float32Array.from(filters))
  const bands = { name: 'mel_bands', shape: [plan.frames, nMels] }
  return graph.apply('FULLY_CONNECTED', [powers, kernel, null], bands, {})
}

/** Logarithms, raised to the floor. */
function lowerLevels(graph: Subgraph, bands: Tensor, speech: Speech, { mfcc }: ClipPlan): Tensor {
  const { shape } = bands
  // Frames that are not the speech's hear its end, and must not be the loudest.
  const heard = masked(graph, bands, speech.mask, 'bands_of_speech')
  const amin = graph.constant('amin', [1], Float32Array.of(mfcc.amin))
  const raised = graph.apply('MAXIMUM', [heard, amin], { name: 'bands_raised', shape }, {})
  const levels = graph.apply('LOG', [raised], { name: 'log_mel', shape })
  const isRelative = mfcc.cepstralNormalisation !== 'none'
  if (mfcc.topDb === null && !isRelative) return levels
  const axes = graph.integers('all_axes', [0, 1])
  const one = { name: 'loudest', shape: [1, 1] }
  const loudest = graph.apply('REDUCE_MAX', [levels, axes], one, { keepDims: true })
  const range = (mfcc.topDb ?? 0) / DB_PER_NEPER
  const number = (name: string, value: number) => graph.constant(name, [1], Float32Array.of(value))
  if (!isRelative) {
    const floor = graph.apply('SUB', [loudest, number('range', range)], { name: 'floor', shape: [1, 1] }, {})
    return graph.apply('MAXIMUM', [levels, floor], { name: 'levels', shape }, {})
  }
  // The mean is going to be subtracted anyway: from the loudest on numbers are small, and silence is exactly 0.
  const relative = graph.apply('SUB', [levels, loudest], { name: 'levels_relative', shape }, {})
  if (mfcc.topDb === null) return relative
  return graph.apply('MAXIMUM', [relative, number('floor', -range)], { name: 'levels', shape }, {})
}

function lessMean(graph: Subgraph, levels: Tensor, speech: Speech, frames: number): Tensor {
  const heard = masked(graph, levels, speech.mask, 'levels_heard')
  const mean = meanOverFrames(graph, heard, speech, frames, 'mean_level')
  return graph.apply('SUB', [levels, mean], { name: 'levels_centred', shape: levels.shape }, {})
}

/** @param rows with a mean of 0, and 0 where there is no speech. */
function perDeviation(graph: Subgraph, rows: Tensor, speech: Speech, frames: number): Tensor {
  const { shape } = rows
  const squares = graph.apply('MUL', [rows, rows], { name: 'features_squared', shape }, {})
  const variance = meanOverFrames(graph, squares, speech, frames, 'variance')
  const row = variance.shape
  const root = graph.apply('SQRT', [variance], { name: 'deviation_found', shape: row })
  const least = graph.constant('least_deviation', [1], Float32Array.of(LEAST_DEVIATION))
  const deviation = graph.apply('MAXIMUM', [root, least], { name: 'deviation_of_clip', shape: row }, {})
  return graph.apply('DIV', [rows, deviation], { name: 'features_normalised', shape }, {})
}

/** @param x 0 where there is no speech. */
function meanOverFrames(graph: Subgraph, x: Tensor, speech: Speech, frames: number, name: string): Tensor {
  const row = [1, x.shape[1]]
  const axis = graph.integers('frame_axis', [0])
  const sum = graph.apply('SUM', [x, axis], { name: `${name}_sum`, shape: row }, { keepDims: true })
  const count = speech.mask?.count ?? graph.constant('frame_count', [1], Float32Array.of(frames))
  return graph.apply('DIV', [sum, count], { name, shape: row }, {})
}

function masked(graph: Subgraph, x: Tensor, mask: Speech['mask'], name: string): Tensor {
  return mask ? graph.apply('MUL', [x, mask.frames], { name, shape: x.shape }, {}) : x
}
