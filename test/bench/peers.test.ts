import { readFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { writeClip } from '../../bench/clips.ts'
import { PEERS, startPeer } from '../../bench/peers.ts'
import { CLIP_SECONDS, TASKS } from '../../bench/tasks.ts'
import { startWorker } from '../../bench/worker_process.ts'

t.test('our worker does every task of the table', async (t) => {
  const started = await startPeer(PEERS[0])
  if ('missing' in started) return t.fail(started.missing)
  const { worker } = started
  t.teardown(() => worker.stop())
  const folder = t.testdir()
  for (const task of TASKS) {
    const out = path.join(folder, `${task.name}.f32`)
    const answer = await worker.ask({ work: task.work, clip: await writeClip(folder, task), runs: 2, out })
    if (!('length' in answer)) return t.fail(`${task.name}: ${JSON.stringify(answer)}`)
    t.equal((await readFile(out)).length, 4 * answer.length, task.name)
    if (task.work.kind === 'resample') t.equal(answer.length, CLIP_SECONDS * task.work.toRate)
  }
})

t.test('a program that is not there, or that says nothing, is told by name', async (t) => {
  await t.rejects(startWorker('ghost', ['no-such-program-at-all']), {
    message: /ghost: the worker ended early.*ENOENT/,
  })
  await t.rejects(startWorker('mute', [process.execPath, '-e', '']), {
    message: /mute: the worker ended early/,
  })
})
