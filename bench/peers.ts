/** Who is measured, and how each is started. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startWorker, type Worker } from './worker_process.ts'

export interface Peer {
  readonly name: string
  /** In bench/peers/. */
  readonly file: string
  /** What installs it. */
  readonly advice: string
}

export const OURS = 'emovox'

const PIP = '`npm run bench:peers`'
export const PEERS: readonly Peer[] = [
  { name: OURS, file: 'ours.ts', advice: '`npm run setup`' },
  { name: 'librosa', file: 'librosa_peer.py', advice: PIP },
  {
    name: 'torchaudio',
    file: 'torchaudio_peer.py',
    advice: '`npm run bench:peers -- --torchaudio` (gigabytes)',
  },
  { name: 'soxr', file: 'soxr_peer.py', advice: PIP },
  { name: 'samplerate', file: 'samplerate_peer.py', advice: PIP },
  {
    name: 'soundtouch',
    file: 'soundtouch_peer.py',
    advice: `${PIP} and SoundTouch's library (Debian, Ubuntu: apt-get install libsoundtouch1)`,
  },
  { name: 'python_speech_features', file: 'python_speech_features_peer.py', advice: PIP },
  { name: 'kaldi-native-fbank', file: 'kaldi_native_fbank_peer.py', advice: PIP },
  { name: 'meyda', file: 'meyda.ts', advice: '`npm install --no-save meyda@5.6.3`' },
]

export type Started = { readonly worker: Worker } | { readonly missing: string }

/** @returns the peer's worker, or in one line why there is none and what would help. */
export async function startPeer({ name, file, advice }: Peer): Promise<Started> {
  const script = fileURLToPath(new URL(`peers/${file}`, import.meta.url))
  const command = file.endsWith('.py') ? pythonCommand() : [process.execPath, '--import=tsx']
  if (!command) return { missing: `${name}: not measured, no Python environment; ${PIP} makes one` }
  const started = await startWorker(name, [...command, script])
  if ('worker' in started) return started
  return { missing: `${name}: not measured, ${started.missing}; to have it: ${advice}` }
}

/** The environment of `npm run bench:peers`, or the Python that EMOVOX_PYTHON names. */
export function pythonCommand(): string[] | undefined {
  const places = ['.venv/bin/python', '.venv/Scripts/python.exe']
  const own = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync)
  const python = own ?? process.env.EMOVOX_PYTHON
  // -B: no __pycache__ beside the sources.
  return python ? [python, '-B'] : undefined
}
