import t from 'tap'
import { type Addon, loadAddon } from '../../lib/audio/addon.ts'
import { decode } from '../../lib/audio/decode.ts'
import { EmovoxError } from '../../lib/errors.ts'
import { featureSchema, mfccSchema, parseOptions, spectralAugmentSchema } from '../../lib/options.ts'

const addon = loadAddon()
const limits = { maxSeconds: 60 }
const features = parseOptions(featureSchema, {})
const lstmOptions = {
  batch: 2,
  steps: 3,
  inputs: 4,
  units: 5,
  sequences: true,
  reverse: false,
  training: true,
  threads: 1,
}
const dense = { rows: 2, inputs: 3, units: 4, activation: 'softmax' }
const augmentedClips = {
  augment: parseOptions(spectralAugmentSchema, {}),
  features,
  mean: new Array<number>(13).fill(0),
  deviation: new Array<number>(13).fill(1),
  frames: 94,
  seed: 1,
  cepstra: Float32Array.from({ length: 2 * 20 * 40 }, (_, k) => Math.sin(k)),
  storedFrames: 20,
  phases: 2,
  copies: [2],
  keys: [7],
}
const { augment: _, features: __, ...clipsAlone } = augmentedClips
const samples = Float32Array.from({ length: 4000 }, (_, k) => Math.sin(k / 5))

/** The functions as JavaScript sees them: nothing keeps anyone from calling them with anything. */
function untyped(name: keyof Addon): (...args: readonly unknown[]) => unknown {
  const call = addon[name]
  return (...args) => Reflect.apply(call, undefined, args)
}

/** A call of every function with right arguments. */
const calls: Readonly<Record<keyof Addon, () => readonly unknown[]>> = {
  decodeFile: () => ['no such file', limits],
  decodeBytes: () => [new Uint8Array(10), limits],
  resample: () => [samples, 16_000, 8000, 'fast'],
  trim: () => [samples, 40],
  fit: () => [samples, 100, 'before', 'start'],
  addNoise: () => [samples, 20, 1],
  timeStretch: () => [samples, 1.1, 1024],
  pitchShift: () => [samples, 2, 16_000, 1024, 'fast', false],
  mfcc: () => [samples, { ...parseOptions(mfccSchema, {}), sampleRate: 16_000 }],
  createMfccStream: () => [
    {
      ...parseOptions(mfccSchema, { topDb: null }),
      sampleRate: 48_000,
      targetRate: 16_000,
      quality: 'fast',
    },
  ],
  features: () => [samples, { ...features, sampleRate: 16_000 }],
  delta: () => [samples, 4, 9, 1],
  trackF0: () => [samples, { ...features.mfcc, ...features.extra, sampleRate: 16_000 }],
  loadClip: () => [{ samples, sampleRate: 16_000 }, features.audio, limits],
  createPipeline: () => [features, limits],
  createLstm: () => [lstmOptions],
  setLstmWeights: () => [
    addon.createLstm(lstmOptions),
    new Float32Array(4 * 20),
    new Float32Array(5 * 20),
    new Float32Array(20),
  ],
  lstmForward: () => [weightedLstm(), new Float32Array(2 * 3 * 4)],
  lstmFitsAbove: () => [addon.createLstm(lstmOptions), addon.createLstm(lstmOptions)],
  lstmHidden: () => {
    const lstm = weightedLstm()
    addon.lstmForward(lstm, new Float32Array(2 * 3 * 4))
    return [lstm]
  },
  lstmInputGradient: () => {
    const lstm = weightedLstm()
    addon.lstmForward(lstm, new Float32Array(2 * 3 * 4))
    addon.lstmBackward(lstm, new Float32Array(2 * 3 * 5), true)
    return [lstm]
  },
  lstmBackward: () => {
    const lstm = weightedLstm()
    addon.lstmForward(lstm, new Float32Array(2 * 3 * 4))
    return [lstm, new Float32Array(2 * 3 * 5), true]
  },
  denseForward: () => [dense, ...[6, 12, 4].map((size) => new Float32Array(size).fill(1))],
  denseBackward: () => [dense, ...[6, 12, 8, 8].map((size) => new Float32Array(size).fill(1))],
  adamw: () => {
    const [weights, gradient, mean, square] = [1, 2, 3, 4].map((value) => new Float32Array(6).fill(value))
    const shares = { meanShare: 0.1, squareShare: 0.001, kept: 1, rate: 0.01, squareScale: 1, epsilon: 1e-8 }
    return [weights, gradient, mean, square, shares]
  },
  clipNorm: () => [new Float32Array(5).fill(2), 1],
  moveAverage: () => [new Float32Array(5), new Float32Array(5).fill(1), 0.1],
  createAugmentedClips: () => [augmentedClips],
  augmentClips: () => [addon.createAugmentedClips(augmentedClips), [0], 1],
  drawnCopies: () => [addon.createAugmentedClips(augmentedClips), [0], 1],
  augmentGivenClips: () => [
    addon.createAugmentedClips({ ...augmentedClips, cepstra: new Float32Array(0) }),
    [0],
    1,
    augmentedClips.cepstra.subarray(800),
  ],
  instructionSets: () => [],
  startBatch: () => [
    addon.createPipeline(features, limits).handle,
    [{ source: 'no such file', copies: [{}] }],
    1,
    new Float32Array(188 * 13),
    () => {},
  ],
  runPipeline: () => [addon.createPipeline(features, limits).handle, 'no such file', [{}]],
}

function weightedLstm() {
  const lstm = addon.createLstm(lstmOptions)
  addon.setLstmWeights(lstm, new Float32Array(4 * 20), new Float32Array(5 * 20), new Float32Array(20))
  return lstm
}

const names = Object.keys(calls).map((name) => name as keyof Addon)

const hostile: readonly unknown[] = [
  undefined,
  null,
  true,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  1e300,
  10n,
  'x',
  '',
  Symbol('x'),
  [],
  {},
  () => {},
  new Float64Array(4),
  new Int16Array(4),
  new ArrayBuffer(16),
  new DataView(new ArrayBuffer(16)),
  new Proxy({}, {}),
  Object.create(null),
]

async function outcomeOf(name: keyof Addon, args: readonly unknown[]): Promise<unknown> {
  try {
    return await untyped(name)(...args)
  } catch (thrown) {
    return thrown
  }
}

t.test('any argument but the right one is INVALID_OPTION or otherwise refused, never a crash', async (t) => {
  for (const name of names) {
    const right = calls[name]()
    for (const place of right.keys()) {
      for (const wrong of hostile) {
        const outcome = await outcomeOf(name, right.with(place, wrong))
        if (outcome instanceof Error)
          t.ok(outcome instanceof EmovoxError && outcome.code !== 'INTERNAL', `${name} ${place}: ${outcome}`)
      }
    }
    if (right.length === 0) continue
    t.match(await outcomeOf(name, []), { code: 'INVALID_OPTION' }, `${name} without arguments`)
  }
})

t.test('any option but the right one is named', async (t) => {
  const places: [keyof Addon, (options: object) => readonly unknown[], object][] = [
    ['mfcc', (options) => [samples, options], { ...parseOptions(mfccSchema, {}), sampleRate: 16_000 }],
    ['createPipeline', (mfcc) => [{ ...features, mfcc }, limits], features.mfcc],
    ['createLstm', (options) => [options], lstmOptions],
    ['createPipeline', (audio) => [{ ...features, audio }, limits], features.audio],
    ['createAugmentedClips', (augment) => [{ ...augmentedClips, augment }], augmentedClips.augment],
    ['createAugmentedClips', (clips) => [{ ...augmentedClips, ...clips }], clipsAlone],
  ]
  for (const [name, argsOf, right] of places) {
    for (const key of Object.keys(right)) {
      for (const wrong of [undefined, Symbol('x'), {}, 'x', -1e9, Number.NaN]) {
        const outcome = await outcomeOf(name, argsOf({ ...right, [key]: wrong }))
        t.match(outcome, { code: 'INVALID_OPTION', message: new RegExp(`${key}`) }, `${name} ${key}`)
      }
    }
  }
})

t.test('an options object whose getter throws', async (t) => {
  const trap = {
    get maxSeconds(): number {
      throw new RangeError('from the getter')
    },
  }
  t.match(await outcomeOf('decodeFile', ['x', trap]), { message: 'from the getter' })
})

t.test('memory that was transferred away, or that is shared, is refused', async (t) => {
  const detached = new Float32Array(10)
  structuredClone(detached, { transfer: [detached.buffer] })
  const shared = new Float32Array(new SharedArrayBuffer(40))
  const sharedBytes = new Uint8Array(new SharedArrayBuffer(40))
  for (const name of names) {
    const right = calls[name]()
    if (!(right[0] instanceof Float32Array)) continue
    t.match(
      await outcomeOf(name, right.with(0, detached)),
      { code: 'INVALID_OPTION', message: 'transferred' },
      name,
    )
    t.match(await outcomeOf(name, right.with(0, shared)), { code: 'INVALID_OPTION', message: 'shared' }, name)
  }
  t.match(await outcomeOf('decodeBytes', [sharedBytes, limits]), {
    code: 'INVALID_OPTION',
    message: 'shared',
  })
})

t.test('no samples, one sample, NaN', async (t) => {
  for (const name of names) {
    const right = calls[name]()
    if (!(right[0] instanceof Float32Array)) continue
    for (const given of [new Float32Array(), Float32Array.of(0.5), Float32Array.of(0, Number.NaN)]) {
      const outcome = await outcomeOf(name, right.with(0, given))
      if (outcome instanceof Error)
        t.match(outcome, { code: /^(EMPTY_AUDIO|NON_FINITE|INVALID_OPTION)$/ }, name)
    }
  }
})

t.test('a view into the middle of a buffer is that part alone', async (t) => {
  t.same([...addon.fit(samples.subarray(10, 13), 3, 'before', 'start')], [...samples.slice(10, 13)])
})

t.test('an error from another thread has the stack of the call', async (t) => {
  const failed = decode('no such file')
  const thrown = await failed.then(
    () => undefined,
    (error: unknown) => error,
  )
  t.ok(thrown instanceof EmovoxError)
  t.match(String(thrown instanceof Error && thrown.stack), /no such file[\s\S]*addon_arguments\.test\.ts/)
})

t.test('many in flight', async (t) => {
  const results = await Promise.all(
    Array.from({ length: 500 }, (_, k) => outcomeOf('decodeFile', [`missing ${k}`, limits])),
  )
  for (const [k, result] of results.entries())
    if (!(result instanceof EmovoxError && result.message === `missing ${k}: no such file`))
      t.fail(String(result))
})

t.test('an LSTM takes arrays of its shape, and gives gradients once a forward pass', async (t) => {
  const lstm = weightedLstm()
  const dh = new Float32Array(2 * 3 * 5)
  t.match(await outcomeOf('lstmBackward', [lstm, dh, true]), {
    code: 'INVALID_OPTION',
    message: 'forward pass',
  })
  t.match(await outcomeOf('lstmForward', [lstm, new Float32Array(23)]), {
    code: 'INVALID_OPTION',
    message: 'x: expected 24 numbers, found 23',
  })
  addon.lstmForward(lstm, new Float32Array(24))
  addon.lstmBackward(lstm, dh, false)
  t.match(await outcomeOf('lstmInputGradient', [lstm]), { code: 'INVALID_OPTION' })
  t.match(await outcomeOf('lstmBackward', [lstm, dh, true]), { code: 'INVALID_OPTION' })
  const pipeline = addon.createPipeline(features, limits).handle
  t.match(await outcomeOf('lstmForward', [pipeline, dh]), { code: 'INVALID_OPTION', message: 'an LSTM' })
})
