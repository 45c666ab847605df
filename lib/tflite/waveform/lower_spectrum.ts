import type { Subgraph, Tensor } from '../graph.ts'
import type { ClipPlan } from './clip_plan.ts'
import { centredWindow } from './mfcc_tables.ts'

/** A coefficient of the pre-emphasis that keeps weak bands clear of rounding errors: see `native/dsp/mfcc_batch.cpp`. */
const EMPHASIS = 0.7

/** Spectra, each bin times a gain of its own. */
export interface Spectrum {
  /** |X|^power times the gain, [rows of frames, ..., bins]. */
  readonly powers: Tensor
  /** What the powers of bin k were multiplied by. */
  readonly gain: (k: number) => number
}

/**
 * Window, DFT, magnitude to a power.
 *
 * @param frames [1, frames, 1, nFft]
 */
export function lowerSpectrum(graph: Subgraph, frames: Tensor, plan: ClipPlan): Spectrum {
  const window = graph.constant('window', [plan.mfcc.nFft], Float32Array.from(centredWindow(plan.mfcc)))
  const windowed = graph.apply('MUL', [frames, window], { name: 'windowed', shape: frames.shape }, {})
  return plan.dft === 'rfft' ? byRfft(graph, windowed, plan) : byMatrix(graph, windowed, plan)
}

/** TensorFlow Lite does RFFT2D in double precision, then rounds. */
function byRfft(graph: Subgraph, windowed: Tensor, { frames, mfcc }: ClipPlan): Spectrum {
  const { nFft, power } = mfcc
  const shape = [1, frames, 1, nFft / 2 + 1]
  const length = graph.integers('fft_length', [1, nFft])
  const dft = graph.apply('RFFT2D', [windowed, length], { name: 'dft', shape, type: 'COMPLEX64' }, {})
  const magnitude = graph.apply('COMPLEX_ABS', [dft], { name: 'magnitude', shape })
  if (power === 1) return { powers: magnitude, gain: () => 1 }
  const powers =
    power === 2
      ? graph.apply('MUL', [magnitude, magnitude], { name: 'powers', shape }, {})
      : raised(graph, magnitude, power)
  return { powers, gain: () => 1 }
}

/**
 * The DFT as one matrix. Its sums are of 32-bit floats, so errors are as large in all bins as the loudest make them, and
 * the highs of speech would drown in them: each frame goes through `y[n] = x[n] - a x[n-1]`, circularly, which multiplies
 * the power of bin k by exactly `|1 - a exp(-2 pi i k / nFft)|^2`. The mel filters undo it.
 */
function byMatrix(graph: Subgraph, windowed: Tensor, { frames, mfcc }: ClipPlan): Spectrum {
  const { nFft, power } = mfcc
  const bins = Math.floor(nFft / 2) + 1
  const emphasised = lowerEmphasis(graph, windowed, nFft)
  const basis = graph.constant('dft_basis', [2 * bins, nFft], dftBasis(nFft, bins))
  const dft = graph.apply(
    'FULLY_CONNECTED',
    [emphasised, basis, null],
    { name: 'dft', shape: [frames, 2 * bins] },
    {},
  )
  const squares = graph.apply('MUL', [dft, dft], { name: 'dft_squared', shape: dft.shape }, {})
  const shape = [frames, bins]
  const [real, imaginary] = ['real_squared', 'imaginary_squared'].map((name) => graph.tensor({ name, shape }))
  graph.run('SPLIT', [graph.integers('split_axis', 1), squares], [real, imaginary], { numSplits: 2 })
  const squared = graph.apply('ADD', [real, imaginary], { name: 'magnitude_squared', shape }, {})
  const emphasis = (k: number) => 1 - 2 * EMPHASIS * Math.cos((2 * Math.PI * k) / nFft) + EMPHASIS ** 2
  return {
    powers: power === 2 ? squared : raised(graph, squared, power / 2),
    gain: (k) => emphasis(k) ** (power / 2),
  }
}

function raised(graph: Subgraph, x: Tensor, exponent: number): Tensor {
  if (exponent === 0.5) return graph.apply('SQRT', [x], { name: 'powers', shape: x.shape })
  const constant = graph.constant('exponent', [1], Float32Array.of(exponent))
  return graph.apply('POW', [x, constant], { name: 'powers', shape: x.shape }, {})
}

function lowerEmphasis(graph: Subgraph, x: Tensor, nFft: number): Tensor {
  const slice = (name: string, from: number, to: number) => {
    const [begin, end] = [
      graph.integers(`${name}_begin`, [0, 0, 0, from]),
      graph.integers(`${name}_end`, [0, 0, 0, to]),
    ]
    const shape = [...x.shape.slice(0, 3), to - from]
    const ones = graph.integers('1111', [1, 1, 1, 1])
    return graph.apply(
      'STRIDED_SLICE',
      [x, begin, end, ones],
      { name, shape },
      { beginMask: 0b0111, endMask: 0b0111 },
    )
  }
  const parts = [slice('last_sample', nFft - 1, nFft), slice('other_samples', 0, nFft - 1)]
  const before = graph.apply('CONCATENATION', parts, { name: 'sample_before', shape: x.shape }, { axis: 3 })
  const a = graph.constant('emphasis', [1], Float32Array.of(EMPHASIS))
  const scaled = graph.apply('MUL', [before, a], { name: 'sample_before_scaled', shape: x.shape }, {})
  return graph.apply('SUB', [x, scaled], { name: 'emphasised', shape: x.shape }, {})
}

/** Rows of cosines, then rows of sines: [2 bins, nFft]. */
function dftBasis(nFft: number, bins: number): Float32Array {
  const basis = new Float32Array(2 * bins * nFft)
  for (let k = 0; k < bins; k++)
    for (let n = 0; n < nFft; n++) {
      const angle = (2 * Math.PI * ((k * n) % nFft)) / nFft
      basis[k * nFft + n] = Math.cos(angle)
      basis[(bins + k) * nFft + n] = -Math.sin(angle)
    }
  return basis
}
