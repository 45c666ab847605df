import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { outsideTap } from '../outside_tap.ts'

/** Most memory, in MB, that a process takes for one clip of each of so many recordings of a file. */
function memoryOf(file: string, recordings: number): number {
  const program = `
    import { ClipPipeline } from './lib/audio/clip_pipeline.ts'
    const pipeline = new ClipPipeline({ audio: { clipSeconds: 0.05, quality: 'fast' }, mfcc: { nMfcc: 1 } })
    const recordings = Array.from({ length: ${recordings} }, () => ({ source: ${JSON.stringify(file)} }))
    const { finished } = await pipeline.runBatch(recordings, { threads: 2 })
    if (finished === ${recordings}) console.log(process.resourceUsage().maxRSS / 1024)
  `
  const [command, args] = outsideTap(process.execPath, ['--import=tsx', '--input-type=module', '-e', program])
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  const megabytes = Number(stdout)
  if (!(megabytes > 0)) throw new Error(`expected a number of MB, found ${stdout}${stderr}`)
  return megabytes
}

t.test('memory does not grow with the number of recordings', async (t) => {
  const file = path.join(t.testdir(), 'noise.wav')
  // 20 s: 1.2 MB decoded.
  const samples = Float32Array.from({ length: 320_000 }, (_, k) => Math.sin(k * k) / 4)
  await writeFile(file, encodeWav(samples, 16_000))
  const few = memoryOf(file, 20)
  const many = memoryOf(file, 600)
  // All of their audio would be 740 MB.
  t.ok(many - few < 150, `${few.toFixed(0)} MB for 20, ${many.toFixed(0)} MB for 600`)
})
