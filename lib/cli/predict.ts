import { Command } from 'commander'
import { EMOTIONS } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import { type Prediction, predict } from '../model/predict.ts'
import { loadRun } from '../model/run.ts'
import { emotionFile } from '../tflite/emotion_file.ts'
import { predictTflite } from '../tflite/predict_tflite.ts'
import { loadTflite } from '../tflite/run.ts'
import { isTflite, MODEL_ARGUMENT } from './model_argument.ts'
import { note, percent, print, printJson, table } from './output.ts'
import { addSpeakerFlag, type SpeakerFlag, speakerGiven } from './speaker_flag.ts'

/** `emovox predict RUN|FILE.tflite FILE...`: which emotion is heard in each file. */
export function predictCommand(): Command {
  const command = new Command('predict')
    .description('Say which emotion is heard in audio files (WAV, AIFF, FLAC, MP3).')
    .argument(...MODEL_ARGUMENT)
    .argument('<file...>', 'audio files; a long one is heard in windows that overlap by half')
    .option('--windows', 'show every window of a file')
    .option('--calibrated', 'scale probabilities by the temperature that was fitted on the validation part')
    .option('--json', 'print probabilities for programs, with every window')
  return addSpeakerFlag(command).action(predictFiles)
}

interface Answer {
  readonly file: string
  readonly prediction?: Prediction
  readonly error?: EmovoxError
}

interface PredictFlags extends SpeakerFlag {
  readonly windows?: boolean
  readonly calibrated?: boolean
  readonly json?: boolean
}

type Predict = (file: string) => Promise<Prediction>

async function predictFiles(model: string, files: string[], flags: PredictFlags) {
  const predictOf = await loadModel(model, flags)
  const answers: Answer[] = []
  for (const file of files) {
    try {
      answers.push({ file, prediction: await predictOf(file) })
    } catch (thrown) {
      if (!(thrown instanceof EmovoxError) || thrown.code === 'INVALID_OPTION') throw thrown
      answers.push({ file, error: thrown })
    }
  }
  if (flags.json) printJson(answers.map(forPrograms))
  else printAnswers(answers, flags.windows ?? false)
  const failed = answers.filter(({ error }) => error)
  if (failed.length > 0)
    throw new EmovoxError('UNREADABLE', `${failed.length} of ${files.length} files could not be used`)
}

async function loadModel(model: string, flags: PredictFlags): Promise<Predict> {
  const { calibrated = false } = flags
  if (isTflite(model)) {
    if (calibrated)
      throw new EmovoxError(
        'INVALID_OPTION',
        `option calibrated: expected the folder of a run, which has the temperature, found ${model}`,
      )
    const runner = await loadTflite(model)
    const speaker = await speakerGiven(flags, emotionFile(runner).options)
    return (file) => predictTflite(runner, file, { speaker })
  }
  const run = await loadRun(model)
  const speaker = await speakerGiven(flags, run.options.features)
  return (file) => predict(run, file, { calibrated, speaker })
}

function printAnswers(answers: readonly Answer[], windows: boolean): void {
  const rows = answers.flatMap(({ file, prediction }) => {
    if (!prediction) return []
    const line = (name: string, emotion: string, probabilities: readonly number[]) => [
      name,
      emotion,
      ...probabilities.map(percent),
    ]
    const parts = windows && prediction.windows.length > 1 ? prediction.windows : []
    return [
      line(file, prediction.emotion, prediction.probabilities),
      ...parts.map((w) =>
        line(`  ${w.start.toFixed(1)} to ${w.end.toFixed(1)} s`, w.emotion, w.probabilities),
      ),
    ]
  })
  if (rows.length > 0) print(table(['file', 'heard', ...EMOTIONS], rows))
  for (const { file, prediction, error } of answers) {
    if (error) note(error.message)
    for (const warning of prediction?.warnings ?? []) note(`${file}: ${warning}`)
  }
}

function forPrograms({ file, prediction, error }: Answer) {
  if (!prediction) return { file, error: { code: error?.code, message: error?.message } }
  return {
    file,
    emotion: prediction.emotion,
    probabilities: named(prediction.probabilities),
    seconds: prediction.seconds,
    windows: prediction.windows.map((window) => ({ ...window, probabilities: named(window.probabilities) })),
    warnings: prediction.warnings,
  }
}

/** Probabilities as JSON has them. */
export function named(probabilities: readonly number[]) {
  return Object.fromEntries(EMOTIONS.map((emotion, k) => [emotion, probabilities[k]]))
}
