import path from 'node:path'
import t from 'tap'
import { tensorboardLog } from '../../lib/model/tensorboard.ts'
import { readScalars } from './event_file.ts'

/** Numbers that float32 holds. */
const epoch = (k: number, validation: number | null) => ({
  epoch: k,
  loss: 2 / k,
  accuracy: k / 8,
  validationLoss: validation && 2 * validation,
  validationAccuracy: validation && validation / 2,
  validationUar: validation,
  seconds: 1,
})

t.test('every epoch is there as soon as it is over, as TensorBoard reads it', async (t) => {
  const folder = path.join(t.testdir(), 'deep', 'log')
  const log = await tensorboardLog(folder)
  log(epoch(1, 0.25))
  t.same(await readScalars(path.join(folder, 'train')), [
    { step: 1, tag: 'epoch_loss', value: 2 },
    { step: 1, tag: 'epoch_accuracy', value: 0.125 },
  ])
  log(epoch(200, 0.5))
  t.same(await readScalars(path.join(folder, 'validation')), [
    { step: 1, tag: 'epoch_loss', value: 0.5 },
    { step: 1, tag: 'epoch_accuracy', value: 0.125 },
    { step: 1, tag: 'epoch_uar', value: 0.25 },
    { step: 200, tag: 'epoch_loss', value: 1 },
    { step: 200, tag: 'epoch_accuracy', value: 0.25 },
    { step: 200, tag: 'epoch_uar', value: 0.5 },
  ])
})

t.test('without a validation part there are no curves of it', async (t) => {
  const folder = t.testdir()
  const log = await tensorboardLog(folder)
  log(epoch(1, null))
  t.equal((await readScalars(path.join(folder, 'train'))).length, 2)
  await t.rejects(readScalars(path.join(folder, 'validation')), { code: 'ENOENT' })
})

t.test('a place that cannot be written to is named', async (t) => {
  const folder = path.join(t.testdir({ file: 'in the way' }), 'file')
  await t.rejects(tensorboardLog(folder), { code: 'WRITE_FAILED', message: /file/ })
  const log = await tensorboardLog(t.testdir({ train: 'in the way' }))
  t.throws(() => log(epoch(1, null)), { code: 'WRITE_FAILED' })
})
