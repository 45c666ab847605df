import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { removeCheckpoint } from '../../lib/model/checkpoint.ts'
import { type Run, saveRun } from '../../lib/model/run.ts'
import type { TrainOptions } from '../../lib/model/train.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { outsideTap } from '../outside_tap.ts'
import { TRAININGS, type TrainingName, trainOn } from './resumed_training.ts'

const folder = t.testdir()
const corpus = path.join(folder, 'corpus')
await makeSyntheticCorpus({ out: corpus, ravdessActors: 4, tessWords: 0, saveeSpeakers: 0 })

/** Every weight, trained or not, and the history but for the time that it took. */
function outcomeOf({ model, history, bestEpoch, normalisation }: Run) {
  const weights = model.getWeights().map((weight) => [...new Int32Array(weight.dataSync().slice().buffer)])
  return { weights, history: history.map(({ seconds, ...rest }) => rest), bestEpoch, normalisation }
}

async function killedIn(t: Test, epoch: number, name: TrainingName, run: string): Promise<void> {
  const script = fileURLToPath(new URL('killed_training.ts', import.meta.url))
  const args = ['--import=tsx', script, corpus, name, run, String(epoch)]
  const child = spawn(...outsideTap(process.execPath, args), { stdio: 'inherit' })
  const [, signal] = await once(child, 'close')
  t.equal(signal, 'SIGKILL')
}

function stateFile(run: string): string {
  return path.join(run, 'checkpoint', 'epoch.bin')
}

/** A run that was stopped in its third epoch, with a checkpoint of the second. */
async function stopped(t: Test, everySeconds = 0): Promise<string> {
  const run = t.testdir()
  const controller = new AbortController()
  const { history, interrupted } = await trainOn(corpus, 'lstm', {
    checkpoint: { folder: run, everySeconds },
    signal: controller.signal,
    onBatch: (done, _, epoch) => epoch === 3 && done === 2 && controller.abort(),
  })
  t.match({ interrupted, epochs: history.length }, { interrupted: true, epochs: 2 })
  return run
}

for (const name of Object.keys(TRAININGS) as TrainingName[])
  t.test(`${name}: killed twice, it gives the run that was never stopped, bit for bit`, async (t) => {
    const run = t.testdir()
    const unbroken = outcomeOf(await trainOn(corpus, name))
    await killedIn(t, 3, name, run)
    await killedIn(t, 5, name, run)
    const resumed: number[] = []
    const epochs: number[] = []
    const again = await trainOn(corpus, name, {
      checkpoint: run,
      onResume: (done) => resumed.push(done),
      onEpoch: ({ epoch }) => epochs.push(epoch),
    })
    t.same(resumed, [4])
    t.same(epochs, [5, 6])
    t.same(outcomeOf(again), unbroken)
    t.notOk(again.interrupted)

    const finished = await trainOn(corpus, name, {
      checkpoint: run,
      onBatch: () => t.fail('there is nothing left to do'),
    })
    t.same(outcomeOf(finished), unbroken)
    await saveRun(again, run)
    t.notOk(existsSync(path.join(run, 'checkpoint')), 'a run that is saved needs no checkpoint')
  })

t.test('the best epoch may be before the one that was stopped in', async (t) => {
  const { bestEpoch } = await trainOn(corpus, 'convolutional')
  t.ok(bestEpoch < 4, `epoch ${bestEpoch}: the test above is of no use if not`)
})

t.test(
  'stopped by a signal, it goes on after the last whole epoch, however long ago the last checkpoint',
  async (t) => {
    const unbroken = outcomeOf(await trainOn(corpus, 'lstm'))
    for (const everySeconds of [0, 1e6]) {
      const run = await stopped(t, everySeconds)
      t.same(outcomeOf(await trainOn(corpus, 'lstm', { checkpoint: run })), unbroken)
    }
  },
)

t.test(
  'stopped while its teacher is trained, it goes on at an epoch of the teacher; stopped later, it has it still',
  async (t) => {
    const unbroken = outcomeOf(await trainOn(corpus, 'lstm'))
    const run = t.testdir()
    const controller = new AbortController()
    const stopping = trainOn(corpus, 'lstm', {
      checkpoint: { folder: run, everySeconds: 1e6 },
      signal: controller.signal,
      onTeacherEpoch: (done) => done === 4 && controller.abort(),
    })
    await t.rejects(stopping, { code: 'ABORTED' })
    const teacherEpochs = async (more: TrainOptions) => {
      const epochs: number[] = []
      const onTeacherEpoch = (done: number) => epochs.push(done)
      const trained = await trainOn(corpus, 'lstm', { checkpoint: run, onTeacherEpoch, ...more })
      return { trained, epochs }
    }
    const later = new AbortController()
    const first = await teacherEpochs({
      signal: later.signal,
      onEpoch: ({ epoch }) => epoch === 2 && later.abort(),
    })
    t.same(first.epochs, [0, 5, 6], 'it was not begun anew')
    t.ok(first.trained.interrupted)
    const { trained, epochs } = await teacherEpochs({})
    t.same(epochs, [0], 'nothing of it is done again')
    t.same(outcomeOf(trained), unbroken)
    await saveRun(trained, run)
    t.notOk(existsSync(path.join(run, 'teacher')), 'it is not kept')
  },
)

t.test('another training is refused, and told from the one that was stopped', async (t) => {
  const run = await stopped(t)
  const before = await readFile(stateFile(run))
  const refused: [RegExp, Parameters<typeof trainOn>[2]][] = [
    [
      /training\.epochs is 7, was 6; training\.mixup is none, was 1\./,
      { training: { epochs: 7, mixup: null } },
    ],
    [/augment is none, was \{/, { augment: null }],
    [/model\.lstm1 is 9, was 8/, { model: { ...TRAININGS.lstm.model, lstm1: 9 } }],
  ]
  for (const [message, options] of refused)
    await t.rejects(trainOn(corpus, 'lstm', { ...options, checkpoint: run }), { code: 'CHANGED', message })
  t.same(await readFile(stateFile(run)), before)
})

t.test('changed recordings are named', async (t) => {
  const run = await stopped(t)
  const changed = path.join(corpus, 'RAVDESS', 'Actor_01', '03-01-05-01-01-01-01.wav')
  const bytes = await readFile(changed)
  t.teardown(() => writeFile(changed, bytes))
  await writeFile(changed, await readFile(changed.replace('05-01', '04-01')))
  const options = { checkpoint: run }
  const message = /1 recording is of other content \(ravdess\/ravdess-01\/03-01-05-01-01-01-01\.wav\)/
  await t.rejects(trainOn(corpus, 'lstm', options), { code: 'CHANGED', message })
  await rm(changed)
  await t.rejects(trainOn(corpus, 'lstm', options), { message: /1 recording is gone \(ravdess/ })
})

t.test('what was being written when it was killed is cleared away', async (t) => {
  const run = await stopped(t)
  await writeFile(path.join(run, 'checkpoint', '.epoch.bin.12345.part'), 'half of')
  await trainOn(corpus, 'lstm', { checkpoint: run })
  t.same((await readdir(path.join(run, 'checkpoint'))).sort(), ['epoch.bin', 'training.json'])
})

t.test('asked to begin anew, it does', async (t) => {
  const run = await stopped(t)
  const epochs: number[] = []
  const record = { training: { epochs: 3 }, onEpoch: ({ epoch }: { epoch: number }) => epochs.push(epoch) }
  await trainOn(corpus, 'lstm', { ...record, checkpoint: { folder: run, ifOther: 'restart' } })
  t.same(epochs, [1, 2, 3])
  await removeCheckpoint(run)
  t.equal((await trainOn(corpus, 'lstm', { checkpoint: run })).history.length, 6)
})

t.test('a damaged checkpoint is an error, not another training', async (t) => {
  const run = await stopped(t)
  const bytes = await readFile(stateFile(run))
  for (const damage of [
    () => bytes.subarray(0, -4),
    () => Buffer.alloc(0),
    () => bytes.with(bytes.length - 1, 77),
  ]) {
    await writeFile(stateFile(run), damage())
    const wanted = { code: 'BAD_RUN', message: /epoch\.bin: expected the checkpoint/ }
    await t.rejects(trainOn(corpus, 'lstm', { checkpoint: run }), wanted)
  }
})
