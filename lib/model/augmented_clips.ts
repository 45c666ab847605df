import { type AugmentedClipsHandle, loadAddon } from '../audio/addon.ts'
import { recordingName } from '../corpora/order.ts'
import { EmovoxError } from '../errors.ts'
import type { StoredFeatures } from '../features/extract_to_store.ts'
import type { FeatureFacts } from '../features/feature_set.ts'
import type { Normalisation } from '../features/normalisation.ts'
import type { FeatureOptions, SpectralAugmentOptions } from '../options.ts'
import { seededRandom } from '../random.ts'
import type { Recording } from '../recording.ts'
import type { TrainingClips } from './training_clips.ts'

/** Spectra that {@link augmentedClips} starts from are taken this many times as often as features, if the hop allows. */
const PHASES = 2

/** What a frame may have where spectra are augmented: pitch goes along. */
const AUGMENTABLE = ['mfcc', 'logMel', 'mfcc,pitch', 'logMel,pitch']

function phasesOf({ mfcc }: FeatureOptions): number {
  return mfcc.hopLength % PHASES === 0 ? PHASES : 1
}

/**
 * Options of the features that {@link augmentedClips} starts from: all cepstral coefficients, so that the levels in mel
 * bands can be had back from them, and pitch if it is wanted, not normalised, at a shorter hop.
 *
 * @throws EmovoxError `INVALID_OPTION` where padding could not be told from speech.
 */
export function spectrumOptions(features: FeatureOptions): FeatureOptions {
  if (features.audio.padIn !== 'frames')
    throw new EmovoxError(
      'INVALID_OPTION',
      `option audio.padIn: expected frames with augmentation of spectra, found ${features.audio.padIn}; leave that ` +
        'augmentation out (spectral: null, --no-spectral) to pad in samples',
    )
  if (!AUGMENTABLE.includes(features.include.join()))
    throw new EmovoxError(
      'INVALID_OPTION',
      `option include: expected mfcc or logMel, alone or with pitch after it, with augmentation of spectra, found ${features.include.join(', ')}; leave ` +
        'that augmentation out (spectral: null, --no-spectral) for other features',
    )
  const { mfcc } = features
  return {
    ...features,
    include: features.include.includes('pitch') ? ['mfcc', 'pitch'] : ['mfcc'],
    mfcc: {
      ...mfcc,
      hopLength: mfcc.hopLength / phasesOf(features),
      nMfcc: mfcc.nMels,
      dctType: 2,
      dctNorm: 'ortho',
      lifter: 0,
      cepstralNormalisation: 'none',
    },
  }
}

/**
 * Training clips of which each epoch hears one copy of every recording, drawn at random and augmented as a spectrum,
 * natively and on another thread (native/dsp/augmented_clips.h).
 *
 * @param spectra copies of the recordings, one recording after another, extracted with {@link spectrumOptions}. Those that are
 *   in memory are copied, others are read a batch at a time.
 * @param wanted shape, options and normalisation of the features that come out.
 */
export function augmentedClips(
  spectra: StoredFeatures,
  wanted: Pick<FeatureFacts, 'frames' | 'coefficients' | 'options'> & {
    readonly normalisation: Normalisation
  },
  augment: SpectralAugmentOptions,
  seed: number,
): TrainingClips {
  const { options: features, frames, coefficients, normalisation } = wanted
  const firsts = spectra.rows.flatMap(({ copy }, row) => (copy === 0 ? [row] : []))
  const inMemory = spectra.store.held !== undefined
  const addon = loadAddon()
  const handle: AugmentedClipsHandle = addon.createAugmentedClips({
    augment,
    features,
    mean: normalisation.mean,
    deviation: normalisation.deviation,
    frames,
    seed,
    cepstra: spectra.store.held ?? new Float32Array(0),
    storedFrames: spectra.frames,
    phases: phasesOf(features),
    copies: firsts.map((first, k) => (firsts[k + 1] ?? spectra.clips) - first),
    keys: firsts.map((first) => keyOf(spectra.rows[first].recording)),
  })
  return {
    labels: Int32Array.from(firsts, (first) => spectra.labels[first]),
    frames,
    coefficients,
    async batch(clips, epoch) {
      if (inMemory) return await addon.augmentClips(handle, clips, epoch)
      const drawn = addon.drawnCopies(handle, clips, epoch)
      const cepstra = await spectra.store.read(clips.map((clip, k) => firsts[clip] + drawn[k]))
      return await addon.augmentGivenClips(handle, clips, epoch, cepstra)
    },
  }
}

function keyOf(recording: Recording): number {
  return seededRandom(0, recordingName(recording)).integer(0, 0xffff_ffff)
}
