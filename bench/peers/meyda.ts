/** Meyda (npm), if it is installed: its frames are not centred and its mel bank is another, so only the time is comparable. */
import { createRequire } from 'node:module'
import { z } from 'zod'
import type { Work } from '../protocol.ts'
import { type Run, readSamples, serve } from './worker.ts'

interface Meyda {
  bufferSize: number
  sampleRate: number
  melBands: number
  numberOfMFCCCoefficients: number
  windowingFunction: string
  extract(feature: 'mfcc', frame: Float32Array): number[]
}

await serve(async () => {
  const require = createRequire(import.meta.url)
  const meyda: Meyda = require('meyda')
  const { version } = z.object({ version: z.string() }).parse(require('meyda/package.json'))
  return { peer: 'meyda', version, plan: (work, clip) => plan(meyda, work, clip) }
})

function plan(meyda: Meyda, work: Work, clip: string): Run | null {
  if (work.kind !== 'mfcc') return null
  const { nFft, hopLength, nMels, nMfcc, sampleRate } = work
  const samples = readSamples(clip)
  return () => {
    Object.assign(meyda, {
      bufferSize: nFft,
      sampleRate,
      melBands: nMels,
      numberOfMFCCCoefficients: nMfcc,
      windowingFunction: 'hanning',
    })
    const rows: number[][] = []
    for (let at = 0; at + nFft <= samples.length; at += hopLength)
      rows.push(meyda.extract('mfcc', samples.subarray(at, at + nFft)))
    return Float32Array.from(rows.flat())
  }
}
