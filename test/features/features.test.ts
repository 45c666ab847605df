import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { decode } from '../../lib/audio/decode.ts'
import { resample } from '../../lib/audio/resample.ts'
import { readFloat32 } from '../float32_file.ts'
import { apart, featureOf, TOLERANCES } from './peer_features.ts'

const golden = (name: string) => new URL(`./golden/${name}`, import.meta.url)
const { sampleRate, cases } = JSON.parse(readFileSync(golden('features.json'), 'utf8'))
const signal = readFloat32(golden('mfcc_signal.f32'))

for (const { name, feature, options, frames, coefficients } of cases) {
  t.test(`librosa's ${feature}, case "${name}"`, async (t) => {
    const matrix = featureOf(feature, signal, { sampleRate, ...options })
    t.match(matrix, { frames, coefficients })
    const expected = readFloat32(golden(`features_${name}.f32`))
    const { share, furthest } = apart(matrix.data, expected, TOLERANCES[feature])
    t.equal(share, 0, `furthest ${furthest}`)
  })
}

// What librosa makes of real recordings is computed on the spot, as nothing made from them may be kept.
const { EMOVOX_DATASETS: datasets, EMOVOX_PYTHON: python } = process.env
const skip = datasets && python ? false : 'needs EMOVOX_DATASETS and, with librosa, EMOVOX_PYTHON'

/** Beside their defaults. Of the contrast, an octave more where the rate allows it. */
const OTHER_OPTIONS = [
  { feature: 'spectralCentroid', options: { nFft: 2048, hopLength: 512 } },
  { feature: 'spectralContrast', options: { nFft: 2048, hopLength: 512, window: 'hamming' } },
  { feature: 'spectralFlatness', options: { nFft: 400, hopLength: 160, padMode: 'reflect' } },
  { feature: 'chroma', options: { nFft: 2048, hopLength: 512, tuning: -0.2 } },
  { feature: 'logMel', options: { nFft: 2048, hopLength: 512, nMels: 128, topDb: null } },
  { feature: 'delta', options: { order: 2 } },
  { feature: 'pyin', options: { frameLength: 2048, fMin: 60, fMax: 1000, hopLength: 512 } },
]

/** Ties of the last digit and the choices that follow from them. */
const MAY_BE_BEYOND: Readonly<Record<string, number>> = { spectralRolloff: 0.002, yin: 0.002, pyin: 0.005 }

t.test("librosa's numbers on real recordings", { skip, timeout: 300_000 }, async (t) => {
  const folder = t.testdir()
  const names = readdirSync(datasets ?? '', { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => /\.wav$/i.test(name)).sort()
  const some = Array.from({ length: 6 }, (_, i) => files[Math.floor((i * files.length) / 6)])
  const kinds = [...Object.keys(TOLERANCES).map((feature) => ({ feature, options: {} })), ...OTHER_OPTIONS]
  const jobs = []
  for (const [clip, file] of some.entries()) {
    const decoded = await decode(path.join(datasets ?? '', file))
    const samples = path.join(folder, `${clip}.f32`)
    writeFileSync(samples, resample(decoded.samples, decoded.sampleRate, 16_000))
    for (const [kind, { feature, options }] of kinds.entries()) {
      const out = path.join(folder, `${clip}_${kind}.f32`)
      jobs.push({ file, feature, options, sampleRate: 16_000, samples, out })
    }
  }
  writeFileSync(path.join(folder, 'jobs.json'), JSON.stringify(jobs))
  const script = fileURLToPath(golden('features.py'))
  execFileSync(python ?? '', ['-W', 'ignore', script, path.join(folder, 'jobs.json')])
  for (const { file, feature, options, sampleRate, samples, out } of jobs) {
    const { data } = featureOf(feature, readFloat32(samples), { sampleRate, ...options })
    const { share, furthest } = apart(data, readFloat32(out), TOLERANCES[feature])
    const what = `${feature} ${JSON.stringify(options)} of ${file}: ${share} beyond, furthest ${furthest}`
    t.ok(share <= (MAY_BE_BEYOND[feature] ?? 0), what)
  }
})
