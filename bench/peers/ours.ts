/** emovox itself, through its public functions. */
import { readFileSync } from 'node:fs'
import { loadAddon } from '../../lib/audio/addon.ts'
import { resample } from '../../lib/audio/resample.ts'
import { pitchShift } from '../../lib/augment/pitch_shift.ts'
import { timeStretch } from '../../lib/augment/time_stretch.ts'
import { extractFeatures } from '../../lib/features/extract.ts'
import type { FeatureSet } from '../../lib/features/feature_set.ts'
import { mfcc } from '../../lib/features/mfcc.ts'
import type { Recording } from '../../lib/recording.ts'
import { VERSION } from '../../lib/version.ts'
import type { CorpusWork, Work } from '../protocol.ts'
import { type Run, readSamples, serve } from './worker.ts'

function plan(work: Work, clip: string): Run {
  if (work.kind === 'corpus') return planCorpus(work, JSON.parse(readFileSync(clip, 'utf8')))
  const samples = readSamples(clip)
  switch (work.kind) {
    case 'mfcc': {
      const { kind, ...options } = work
      return () => mfcc(samples, options).data
    }
    case 'resample':
      return () => resample(samples, work.fromRate, work.toRate, { quality: 'best' })
    case 'stretch':
      return () => timeStretch(samples, work.rate)
    case 'pitch':
      return () => pitchShift(samples, work.semitones, { sampleRate: work.sampleRate })
  }
}

/** Three copies beside the plain one: the augmentations take turns, so each recording gets one of each. */
function planCorpus(work: CorpusWork, recordings: readonly Recording[]): Run {
  const { workers, sampleRate, trimDb, clipSeconds, nMfcc, nFft, hopLength, nMels } = work
  const options = {
    audio: { sampleRate, trimDb, clipSeconds },
    mfcc: { nMfcc, nFft, hopLength, nMels },
    augment: {
      copies: 3,
      combine: 1,
      noiseSnrDb: [work.noiseSnrDb, work.noiseSnrDb] as const,
      stretchRate: [work.stretchRate, work.stretchRate] as const,
      pitchSemitones: [work.pitchSemitones, work.pitchSemitones] as const,
    },
    threads: workers,
  }
  return async () => plainCopies(await extractFeatures(recordings, options))
}

function plainCopies({ data, rows, frames, coefficients, failures }: FeatureSet): Float32Array {
  if (failures.length > 0) throw failures[0].error
  const size = frames * coefficients
  const plain = rows.flatMap(({ copy }, clip) => (copy === 0 ? [clip] : []))
  const copies = new Float32Array(plain.length * size)
  for (const [index, clip] of plain.entries())
    copies.set(data.subarray(clip * size, (clip + 1) * size), index * size)
  return copies
}

await serve(async () => {
  loadAddon()
  return { peer: 'emovox', version: VERSION, plan }
})
