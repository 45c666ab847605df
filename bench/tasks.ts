/** What is measured: the one table. */
import type { CorpusWork, Work } from './protocol.ts'

export type Group = 'mfcc' | 'resample' | 'stretch' | 'pitch' | 'corpus'

/** How a peer's result is compared with ours, to be sure that both did the same work. */
export interface Agreement {
  /**
   * `values`: the largest difference. `waveform`: the difference's RMS over ours. `level`: the RMS in dB, since two
   * phase vocoders never give the same waveform; librosa's, which locks no phases, loses 3.5 dB of the
   * clip's level and is reported for it, where ours stays within 0.2 dB.
   */
  readonly measure: 'values' | 'waveform' | 'level'
  readonly most: number
  /** Peers whose definition is the same; others are timed only. */
  readonly peers: readonly string[]
}

export interface Task {
  readonly name: string
  readonly group: Group
  readonly title: string
  readonly work: Work
  readonly agreement: Agreement
}

/** Seconds of the clip that every task but the corpus works on. */
export const CLIP_SECONDS = 3
const RATE = 16_000

export const TASKS: readonly Task[] = [
  mfccTask(2048, 512, 128),
  mfccTask(512, 256, 40, "emovox's defaults"),
  mfccTask(512, 160, 40),
  resampleTask(48_000),
  resampleTask(44_100),
  resampleTask(24_414),
  stretchTask(1.1),
  stretchTask(0.9),
  pitchTask(2),
  pitchTask(-2),
]

/** The whole job, which is timed by the clock, since it uses several threads. */
export function corpusTask(clips: number, cores: number): Task & { readonly work: CorpusWork } {
  return {
    name: 'corpus',
    group: 'corpus',
    title: `corpus job, ${clips} clips x 4 copies`,
    work: {
      kind: 'corpus',
      workers: cores,
      sampleRate: RATE,
      trimDb: 40,
      clipSeconds: 3,
      noiseSnrDb: 15,
      stretchRate: 1.1,
      pitchSemitones: 2,
      nMfcc: 13,
      nFft: 512,
      hopLength: 256,
      nMels: 40,
    },
    // soxr's passband ends lower than libsamplerate's, which the highest mel bands see.
    agreement: { measure: 'waveform', most: 0.1, peers: ['librosa'] },
  }
}

function mfccTask(nFft: number, hopLength: number, nMels: number, note = ''): Task {
  return {
    name: `mfcc-${nFft}-${hopLength}-${nMels}`,
    group: 'mfcc',
    title: `MFCC ${nFft}/${hopLength}/${nMels}${note && `, ${note}`}`,
    work: { kind: 'mfcc', sampleRate: RATE, nMfcc: 13, nFft, hopLength, nMels },
    agreement: { measure: 'values', most: 1e-2, peers: ['librosa', 'torchaudio'] },
  }
}

function resampleTask(fromRate: number): Task {
  return {
    name: `resample-${fromRate}`,
    group: 'resample',
    title: `resample ${fromRate / 1000} -> 16 kHz, best`,
    work: { kind: 'resample', fromRate, toRate: RATE },
    agreement: { measure: 'waveform', most: 2e-2, peers: ['soxr', 'samplerate'] },
  }
}

function stretchTask(rate: number): Task {
  return {
    name: `stretch-${rate}`,
    group: 'stretch',
    title: `time stretch ${rate}`,
    work: { kind: 'stretch', sampleRate: RATE, rate },
    agreement: { measure: 'level', most: 1.5, peers: ['librosa', 'torchaudio', 'soundtouch'] },
  }
}

function pitchTask(semitones: number): Task {
  return {
    name: `pitch-${semitones}`,
    group: 'pitch',
    title: `pitch shift ${semitones > 0 ? '+' : ''}${semitones}`,
    work: { kind: 'pitch', sampleRate: RATE, semitones },
    agreement: { measure: 'level', most: 1.5, peers: ['librosa', 'soundtouch'] },
  }
}
