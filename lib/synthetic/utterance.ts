import { EmovoxError } from '../errors.ts'
import { isPhoneName, PHONES, type Phone } from './phones.ts'

/** A sound of an utterance. */
export interface SpokenPhone {
  readonly phone: Phone
  /** Whether the pitch accent of a stressed word falls on it (vowels only). */
  readonly stressed: boolean
  /** Whether it belongs to the last syllable, which is drawn out before a pause. */
  readonly final: boolean
}

/** Something to say: its spelling and its sounds. */
export interface Utterance {
  readonly text: string
  readonly phones: readonly SpokenPhone[]
}

/**
 * An utterance from its spelling and its pronunciation in ARPAbet, as the CMU Pronouncing Dictionary writes it: names
 * of {@link PHONES} between blanks, 1 after a stressed vowel.
 *
 * @throws EmovoxError `INVALID_OPTION` on an unknown phone, or where no vowel is.
 * @example
 * utterance('Say it', 'S EY1 IH T')
 */
export function utterance(text: string, pronunciation: string): Utterance {
  const spoken = pronunciation.split(/\s+/).map((name) => {
    const stressed = name.endsWith('1')
    const plain = stressed ? name.slice(0, -1) : name
    if (!isPhoneName(plain))
      throw new EmovoxError('INVALID_OPTION', `pronunciation: expected ARPAbet names, found "${name}"`)
    return { phone: PHONES[plain], stressed }
  })
  const lastVowel = spoken.findLastIndex(({ phone }) => phone.isVowel)
  if (lastVowel < 0) throw new EmovoxError('INVALID_OPTION', `pronunciation of "${text}": expected a vowel`)
  return { text, phones: spoken.map((sound, index) => ({ ...sound, final: index >= lastVowel })) }
}

/** The two statements of RAVDESS (Livingstone and Russo, 2018), by their codes 01 and 02. */
export const RAVDESS_STATEMENTS: readonly [Utterance, Utterance] = [
  utterance('Kids are talking by the door', 'K IH1 D Z AA R T AO1 K IH NG B AY DH AH D AO1 R'),
  utterance('Dogs are sitting by the door', 'D AO1 G Z AA R S IH1 T IH NG B AY DH AH D AO1 R'),
]

/** Some of the 200 words of TESS (Pichora-Fuller and Dupuis, 2020). */
const TESS_PRONUNCIATIONS = {
  back: 'B AE1 K',
  neat: 'N IY1 T',
  pain: 'P EY1 N',
  dog: 'D AO1 G',
  shout: 'SH AW1 T',
  food: 'F UW1 D',
  mop: 'M AA1 P',
  red: 'R EH1 D',
  which: 'W IH1 CH',
  thumb: 'TH AH1 M',
  hole: 'HH OW1 L',
  jail: 'JH EY1 L',
}

/** TESS's carrier phrase with each of those words. */
export const TESS_UTTERANCES: readonly { readonly word: string; readonly utterance: Utterance }[] =
  Object.entries(TESS_PRONUNCIATIONS).map(([word, pronunciation]) => ({
    word,
    utterance: utterance(`Say the word ${word}`, `S EY1 DH AH W ER1 D ${pronunciation}`),
  }))

/** Sentences of TIMIT (Garofolo et al., 1993), from which SAVEE takes its own. */
export const SAVEE_SENTENCES: readonly Utterance[] = [
  utterance(
    'She had your dark suit in greasy wash water',
    'SH IY HH AE D Y AO R D AA1 R K S UW1 T IH N G R IY1 S IY W AA1 SH W AO1 T ER',
  ),
  utterance(
    "Don't ask me to carry an oily rag",
    'D OW1 N T AE1 S K M IY T UW K EH1 R IY AE N OY1 L IY R AE1 G',
  ),
  utterance('Will you tell me why', 'W IH L Y UW T EH1 L M IY W AY1'),
]
