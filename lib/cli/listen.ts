import { Command } from 'commander'
import { pcmStream } from '../audio/pcm_stream.ts'
import { EMOTIONS } from '../emotions.ts'
import { EmovoxError, systemCode } from '../errors.ts'
import { type LiveWindow, recogniseStream } from '../model/live.ts'
import { loadRun } from '../model/run.ts'
import { type LiveOptions, liveSchema, parseOptions, pcmSchema } from '../options.ts'
import { emotionFile } from '../tflite/emotion_file.ts'
import { recogniseTflite } from '../tflite/recognise_tflite.ts'
import { loadTflite } from '../tflite/run.ts'
import { interruptible } from './interrupt.ts'
import { isTflite, MODEL_ARGUMENT } from './model_argument.ts'
import { note, percent, print } from './output.ts'
import { named } from './predict.ts'
import { addSchemaFlags, schemaValues } from './schema_flags.ts'
import { addSpeakerFlag, type SpeakerFlag, speakerGiven } from './speaker_flag.ts'

const windowSchema = liveSchema.pick({ strideSeconds: true })

/** `emovox listen RUN|FILE.tflite`: which emotion is heard in live audio. */
export function listenCommand(): Command {
  const command = new Command('listen')
    .description('Say which emotion is heard in live audio: raw samples, or WAV, from standard input.')
    .argument(...MODEL_ARGUMENT)
    .option('--json', 'print a line of JSON an answer, for programs')
    .addHelpText('after', '\nExample:\n  arecord -f S16_LE -r 16000 | emovox listen runs/first')
    .action(listen)
  addSpeakerFlag(command)
  addSchemaFlags(command, 'Answers:', windowSchema)
  addSchemaFlags(command, 'Raw samples (a WAV header says it itself):', pcmSchema)
  return command
}

async function listen(model: string, flags: { json?: boolean } & SpeakerFlag & Record<string, unknown>) {
  if (process.stdin.isTTY)
    throw new EmovoxError(
      'INVALID_OPTION',
      'standard input: expected audio (arecord -f S16_LE -r 16000 | emovox listen RUN), found a terminal',
    )
  const { strideSeconds } = parseOptions(windowSchema, schemaValues(flags, windowSchema))
  const recognise = await loadModel(model, flags)
  await interruptible(async (signal) => {
    const bytes = whileWanted(process.stdin, signal)
    const { samples, sampleRate } = await pcmStream(bytes, schemaValues(flags, pcmSchema))
    note(`Listening at ${sampleRate} Hz.`)
    for await (const window of recognise(samples, { sampleRate, strideSeconds }))
      print(flags.json ? forPrograms(window) : inWords(window))
  })
}

type Recognise = (source: AsyncIterable<Float32Array>, options: LiveOptions) => AsyncIterable<LiveWindow>

async function loadModel(model: string, flags: SpeakerFlag): Promise<Recognise> {
  if (isTflite(model)) {
    const runner = await loadTflite(model)
    const speaker = await speakerGiven(flags, emotionFile(runner).options)
    return (source, options) => recogniseTflite(source, runner, { ...options, speaker })
  }
  const run = await loadRun(model)
  const speaker = await speakerGiven(flags, run.options.features)
  return (source, options) => recogniseStream(source, run, { ...options, speaker })
}

/** Bytes until the signal fires, or nobody reads the answers any more (`emovox listen RUN | head`). */
async function* whileWanted(source: NodeJS.ReadStream, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const stopped = new Promise<{ done: true; value: undefined }>((resolve) => {
    const stop = () => resolve({ done: true, value: undefined })
    signal.addEventListener('abort', stop, { once: true })
    process.stdout.on('error', (error) => {
      if (systemCode(error) !== 'EPIPE') throw error
      stop()
    })
  })
  const pieces = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await Promise.race([pieces.next(), stopped])
      if (done) return
      yield value
    }
  } finally {
    source.destroy()
  }
}

function inWords({ end, probabilities, warnings }: LiveWindow): string {
  const heard = EMOTIONS.map((emotion, k) => ({ emotion, share: probabilities[k] }))
  const [first, ...others] = heard.sort((a, b) => b.share - a.share)
  const rest = others.slice(0, 2).map(({ emotion, share }) => `${emotion} ${percent(share)}`)
  const remarks = warnings.map((warning) => `  (${warning})`)
  return [
    `${end.toFixed(1).padStart(8)} s`,
    first.emotion.padEnd(8),
    percent(first.share).padStart(7),
    `  ${rest.join(', ')}${remarks.join('')}`,
  ].join('  ')
}

function forPrograms({ probabilities, ...window }: LiveWindow): string {
  return JSON.stringify({ ...window, probabilities: named(probabilities) })
}
