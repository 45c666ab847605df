import path from 'node:path'
import { Command } from 'commander'
import { requireRecordings, scanCorpora } from '../corpora/scan.ts'
import { splitBySpeaker } from '../corpora/split.ts'
import { LIGHT_AUGMENTATION } from '../model/presets.ts'
import { parseOptions, splitSchema } from '../options.ts'
import { makeSyntheticCorpus } from '../synthetic/corpus.ts'
import { interruptible } from './interrupt.ts'
import { printEvaluation } from './metrics_table.ts'
import { note, print } from './output.ts'
import { startProgress } from './progress.ts'
import { noteSplit, runTrainingJob } from './training_job.ts'

/** Enough for the synthetic voices when clips are neither mixed nor changed much, which slows the first epochs, and short. */
const EPOCHS = 70

/** `emovox demo`: the whole job on a corpus that it makes itself. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Make a small corpus of synthetic speech and run the whole job on it, in about a minute.')
    .option('--out <dir>', 'folder to write to', 'emovox-demo')
    .option('--seed <number>', 'of the voices, the split and the training', Number, 1)
    .option('--epochs <number>', 'passes over the training clips', Number, EPOCHS)
    .action((flags: { out: string; seed: number; epochs: number }) =>
      interruptible((signal) => demo(flags, signal)),
    )
}

async function demo(
  flags: { out: string; seed: number; epochs: number },
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now()
  const { seed, epochs } = flags
  const corpus = path.join(flags.out, 'corpus')
  const out = path.join(flags.out, 'run')

  note('1/3  Speech: a formant synthesiser speaks RAVDESS-, TESS- and SAVEE-like recordings.')
  const speaking = startProgress('speaking')
  await makeSyntheticCorpus({ out: corpus, seed, onProgress: speaking.update, signal }).finally(speaking.stop)
  const recordings = requireRecordings(await scanCorpora([corpus], { signal }))

  note('2/3  Training on some of the speakers, testing on speakers that the model has not heard.')
  const split = splitBySpeaker(recordings, { seed })
  noteSplit(split)
  const { evaluation, tflite } = await runTrainingJob({
    split,
    options: {
      split: parseOptions(splitSchema, { seed }),
      spectral: LIGHT_AUGMENTATION,
      training: { epochs, seed, mixup: null, teacher: null },
    },
    out,
    signal,
    facts: { speech: 'synthetic' },
  })

  note(`3/3  Done in ${((performance.now() - started) / 1000).toFixed(0)} s.\n`)
  if (evaluation) printEvaluation(evaluation)
  print(closingWords(corpus, out, tflite.maxError))
}

function closingWords(corpus: string, out: string, maxError: number): string {
  return `
These numbers come from synthetic speech: they show that everything works, and nothing about real voices.

  ${path.join(out, 'report.html')}                                 everything at a glance; emovox report ${out} --serve plays the mistakes
  ${path.join(out, 'confusion-matrix.svg')}, learning-curves.svg   pictures
  ${path.join(out, 'metrics.json')}, predictions.csv               scores, and what was heard in each clip
  ${path.join(out, 'model.tflite')}                                the model (within ${maxError.toExponential(1)} of TensorFlow's answers)
  ${path.join(out, 'model')}                                       the same for TensorFlow.js

Next, with real recordings:

  npx emovox fetch ravdess --out corpora        download RAVDESS (208 MB)
  npx emovox scan corpora                       what is there
  npx emovox train corpora --out runs/first     the whole job
  npx emovox predict runs/first clip.wav        which emotion is heard

Or hear what this model makes of its own corpus:

  npx emovox evaluate ${out} ${corpus}`
}
