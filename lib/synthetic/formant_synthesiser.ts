import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Random } from '../random.ts'
import { CONTROL_RATE, type ControlTracks } from './control_tracks.ts'
import { GlottalSource, type Glottis } from './glottal_source.ts'
import { BandPass, Resonator } from './resonator.ts'

/** Bandwidths of F1, F2 and F3 in vowels, Hz: Klatt's (1980), wider for F1, whose loss the open glottis adds to. */
const BANDWIDTHS = [105, 110, 150] as const
/** Formants that hardly move, of an average man, Hz: F4 and F5, and those above that hold the spectrum up as far as 8 kHz. */
const HIGHER_FORMANTS = [
  { frequency: 3400, bandwidth: 200 },
  { frequency: 4400, bandwidth: 260 },
  { frequency: 5500, bandwidth: 350 },
  { frequency: 6500, bandwidth: 450 },
  { frequency: 7500, bandwidth: 550 },
  { frequency: 8500, bandwidth: 650 },
  { frequency: 9500, bandwidth: 750 },
] as const
/** Formants above this share of the sample rate are left out. */
const HIGHEST_SHARE = 0.47
/** Noise is drawn at this rate's density, so that its level in a band does not depend on the sample rate. */
const REFERENCE_RATE = 16_000

export interface SynthesiserOptions extends Glottis {
  /** Factor on the formants that hardly move; F1 to F3 are in the tracks. */
  readonly formantScale: number
}

/**
 * Source-filter synthesis after Klatt (1980), "Software for a cascade/parallel formant synthesizer", JASA 67(3):
 * glottal pulses and aspiration through a cascade of resonators, noise made at constrictions beside it.
 *
 * @returns samples of no particular level; as many as the tracks' frames at the sample rate.
 */
export function synthesise(tracks: ControlTracks, options: SynthesiserOptions, random: Random): Float64Array {
  const { sampleRate, formantScale } = options
  const noise = whiteNoise(random, Math.sqrt(sampleRate / REFERENCE_RATE))
  const source = new GlottalSource(options, random, noise)
  const moving = BANDWIDTHS.map((bandwidth) => ({ bandwidth, resonator: new Resonator() }))
  const fixed = higherResonators(formantScale, sampleRate)
  const constriction = new BandPass()

  const boundary = (frame: number) => Math.round((frame * sampleRate) / CONTROL_RATE)
  const out = new Float64Array(boundary(tracks.frames))
  const hiss = new Float64Array(Math.ceil(sampleRate / CONTROL_RATE) + 1)
  for (let frame = 0; frame < tracks.frames; frame++) {
    const block = out.subarray(boundary(frame), boundary(frame + 1))
    const { length } = block
    source.process(block, length, {
      f0: tracks.f0[frame],
      voicing: edges(tracks.voicing, frame),
      aspiration: edges(tracks.aspiration, frame),
    })
    for (const [which, { bandwidth, resonator }] of moving.entries()) {
      resonator.tune(tracks.formants[which][frame], bandwidth * tracks.damping[frame], sampleRate)
      resonator.process(block, length)
    }
    for (const resonator of fixed) resonator.process(block, length)

    constriction.tune(tracks.noiseCentre[frame], tracks.noiseBandwidth[frame], sampleRate)
    const [from, to] = edges(tracks.frication, frame)
    for (let n = 0; n < length; n++) hiss[n] = (from + ((to - from) * n) / length) * noise()
    constriction.process(hiss, length)
    for (let n = 0; n < length; n++) block[n] += hiss[n]
  }
  return out
}

/** A track's value at a frame's start and end, half-way to its neighbours; beyond the ends is silence. */
function edges(track: Float64Array, frame: number): readonly [number, number] {
  const before = frame > 0 ? track[frame - 1] : 0
  const after = frame < track.length - 1 ? track[frame + 1] : 0
  return [(before + track[frame]) / 2, (track[frame] + after) / 2]
}

function higherResonators(formantScale: number, sampleRate: number): readonly Resonator[] {
  return HIGHER_FORMANTS.flatMap(({ frequency, bandwidth }) => {
    const scaled = frequency * formantScale
    if (scaled > HIGHEST_SHARE * sampleRate) return []
    const resonator = new Resonator()
    resonator.tune(scaled, bandwidth, sampleRate)
    return [resonator]
  })
}

/** White noise, evenly distributed in [-amplitude, amplitude). The bare generator: one draw a sample. */
function whiteNoise(random: Random, amplitude: number): () => number {
  const generator = xoroshiro128plus(random.integer(0, 0x7fff_ffff))
  const scale = amplitude / 0x8000_0000
  return () => generator.next() * scale
}
