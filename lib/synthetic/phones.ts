/** The sounds of English that the sentences need, by their ARPAbet names, each as one or more gestures. */

/** F1, F2 and F3 of an average man, Hz. */
export type Formants = readonly [f1: number, f2: number, f3: number]

/** A stretch in which the vocal tract aims at one shape and one kind of source. */
export interface Gesture {
  /** Inherent duration at an average tempo, seconds. */
  readonly seconds: number
  /** Amplitude of the glottal pulses: 1 in vowels, 0 unvoiced. */
  readonly voicing: number
  /** Amplitude of noise made at the glottis, through all formants: 1 in `h`. */
  readonly aspiration: number
  /** Noise made at a constriction. */
  readonly frication?: Frication
  /** Where the formants go; none: wherever the next gesture that has some goes. */
  readonly formants?: Formants
  /** The formants' bandwidths are this many times a vowel's: nasals are damped. */
  readonly damping?: number
}

export interface Frication {
  /** Amplitude: 1 in a strong `s`. */
  readonly amplitude: number
  /** Centre and width of the noise band, Hz. */
  readonly centre: number
  readonly bandwidth: number
}

export interface Phone {
  readonly isVowel: boolean
  readonly gestures: readonly Gesture[]
}

/** Men's averages of Peterson and Barney (1952), table II; EY and OW begin between their neighbours. */
const VOWEL_TARGETS = {
  IY: [270, 2290, 3010],
  IH: [390, 1990, 2550],
  EH: [530, 1840, 2480],
  AE: [660, 1720, 2410],
  AH: [640, 1190, 2390],
  AA: [730, 1090, 2440],
  AO: [570, 840, 2410],
  UH: [440, 1020, 2240],
  UW: [300, 870, 2240],
  ER: [490, 1350, 1690],
  E: [450, 1950, 2550],
  O: [500, 900, 2400],
} as const satisfies Record<string, Formants>

function vowel(seconds: number, ...targets: readonly Formants[]): Phone {
  return {
    isVowel: true,
    gestures: targets.map((formants) => ({
      seconds: seconds / targets.length,
      voicing: 1,
      aspiration: 0,
      formants,
    })),
  }
}

function consonant(...gestures: readonly Gesture[]): Phone {
  return { isVowel: false, gestures }
}

function nasal(formants: Formants): Phone {
  return consonant({ seconds: 0.065, voicing: 0.45, aspiration: 0, formants, damping: 2.5 })
}

function approximant(formants: Formants): Phone {
  return consonant({ seconds: 0.065, voicing: 0.65, aspiration: 0, formants, damping: 1.3 })
}

function fricative(voicing: number, seconds: number, formants: Formants, frication: Frication): Phone {
  return consonant({ seconds, voicing, aspiration: 0, formants, frication, damping: 1.5 })
}

/** A closure, a burst at the place of articulation and, when unvoiced, a breath before the voice sets in. */
function stop(isVoiced: boolean, formants: Formants, burst: Frication): Phone {
  const closure = { seconds: 0.055, voicing: isVoiced ? 0.12 : 0, aspiration: 0, formants, damping: 2 }
  const release = { seconds: 0.012, voicing: isVoiced ? 0.3 : 0, aspiration: 0, formants, frication: burst }
  return isVoiced
    ? consonant(closure, release)
    : consonant(closure, release, { seconds: 0.032, voicing: 0, aspiration: 0.5 })
}

function affricate(isVoiced: boolean): Phone {
  const { gestures } = stop(isVoiced, PALATAL, { amplitude: 0.6, centre: 3000, bandwidth: 1800 })
  const noise = { amplitude: isVoiced ? 0.4 : 0.65, centre: 3000, bandwidth: 1800 }
  const [release] = fricative(isVoiced ? 0.3 : 0, 0.06, PALATAL, noise).gestures
  return consonant(...gestures.slice(0, 2), release)
}

// Places of articulation: the loci of the formants (Delattre, Liberman and Cooper, 1955).
const LABIAL: Formants = [250, 900, 2200]
const DENTAL: Formants = [280, 1350, 2500]
const ALVEOLAR: Formants = [250, 1750, 2650]
const PALATAL: Formants = [270, 1900, 2500]
const VELAR: Formants = [250, 1900, 2300]

const LABIAL_BURST = { amplitude: 0.5, centre: 900, bandwidth: 900 }
const ALVEOLAR_BURST = { amplitude: 0.9, centre: 4000, bandwidth: 2500 }
const VELAR_BURST = { amplitude: 0.9, centre: 1900, bandwidth: 900 }

const WEAK_NOISE = { amplitude: 0.12, centre: 5500, bandwidth: 5000 }
const HISS = { centre: 5800, bandwidth: 2800 }
const HUSH = { centre: 3000, bandwidth: 2000 }

const V = VOWEL_TARGETS

export const PHONES = {
  IY: vowel(0.095, V.IY),
  IH: vowel(0.07, V.IH),
  EH: vowel(0.09, V.EH),
  AE: vowel(0.115, V.AE),
  AH: vowel(0.075, V.AH),
  AA: vowel(0.11, V.AA),
  AO: vowel(0.11, V.AO),
  UH: vowel(0.075, V.UH),
  UW: vowel(0.1, V.UW),
  ER: vowel(0.1, V.ER),
  EY: vowel(0.13, V.E, V.IY),
  AY: vowel(0.14, V.AA, V.IH),
  OW: vowel(0.13, V.O, V.UH),
  AW: vowel(0.14, V.AA, V.UH),
  OY: vowel(0.15, V.AO, V.IH),

  M: nasal([270, 1000, 2200]),
  N: nasal([270, 1500, 2500]),
  NG: nasal([270, 1900, 2400]),
  L: approximant([360, 1100, 2700]),
  R: approximant([350, 1150, 1550]),
  W: approximant([300, 650, 2200]),
  Y: approximant([270, 2200, 2950]),

  S: fricative(0, 0.09, ALVEOLAR, { amplitude: 0.7, ...HISS }),
  Z: fricative(0.4, 0.07, ALVEOLAR, { amplitude: 0.4, ...HISS }),
  SH: fricative(0, 0.1, PALATAL, { amplitude: 0.8, ...HUSH }),
  F: fricative(0, 0.085, LABIAL, WEAK_NOISE),
  V: fricative(0.45, 0.06, LABIAL, { ...WEAK_NOISE, amplitude: 0.06 }),
  TH: fricative(0, 0.08, DENTAL, WEAK_NOISE),
  DH: fricative(0.5, 0.045, DENTAL, { ...WEAK_NOISE, amplitude: 0.05 }),
  HH: consonant({ seconds: 0.06, voicing: 0, aspiration: 1 }),

  P: stop(false, LABIAL, LABIAL_BURST),
  B: stop(true, LABIAL, LABIAL_BURST),
  T: stop(false, ALVEOLAR, ALVEOLAR_BURST),
  D: stop(true, ALVEOLAR, ALVEOLAR_BURST),
  K: stop(false, VELAR, VELAR_BURST),
  G: stop(true, VELAR, VELAR_BURST),
  CH: affricate(false),
  JH: affricate(true),
} as const satisfies Record<string, Phone>

export type PhoneName = keyof typeof PHONES

export function isPhoneName(name: string): name is PhoneName {
  return Object.hasOwn(PHONES, name)
}
