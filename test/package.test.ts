import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { makeSyntheticCorpus } from '../lib/synthetic/corpus.ts'
import { outsideTap } from './outside_tap.ts'

const run = (command: string, args: readonly string[], { cwd = root } = {}) =>
  promisify(execFile)(...outsideTap(command, args), { cwd })
const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The package as a user gets it: packed, unpacked into node_modules of another project, with the dependencies and the
 * built addon of this checkout linked beside it.
 */
async function installedPackage(folder: string): Promise<string> {
  const modules = path.join(folder, 'node_modules')
  const home = path.join(modules, 'emovox')
  await mkdir(home, { recursive: true })
  await run('npm', ['run', '--silent', 'build'], { cwd: root })
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root })
  await run('tar', ['-xzf', path.join(folder, stdout.trim()), '-C', home, '--strip-components=1'])
  for (const name of await readdir(path.join(root, 'node_modules')))
    if (!name.startsWith('.')) await symlink(path.join(root, 'node_modules', name), path.join(modules, name))
  await symlink(path.join(root, 'build'), path.join(home, 'build'))
  return home
}

/** The JavaScript examples of the README, in order. */
async function readmeExamples(): Promise<string[]> {
  const readme = await readFile(path.join(root, 'README.md'), 'utf8')
  return [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)
}

t.test(
  'the packed package is imported, required, typed, and has a command',
  { timeout: 240_000 },
  async (t) => {
    const folder = t.testdir()
    const home = await installedPackage(folder)
    const files = await readdir(home)
    for (const needed of [
      'dist',
      'bin',
      'native',
      'scripts',
      'binding.gyp',
      'CMakeLists.txt',
      'NOTICE',
      'LICENSE',
    ])
      t.ok(files.includes(needed), `${needed} is in the package`)
    t.notOk(files.includes('test') || files.includes('lib'), 'sources of this checkout are not')

    const use = `const { frames, coefficients } = emovox.mfcc(new Float32Array(48000).map((_, k) => Math.sin(k / 9)), {});
    console.log(frames, coefficients, emovox.EMOTIONS.length)`
    await writeFile(path.join(folder, 'use.mjs'), `import * as emovox from 'emovox'\n${use}\n`)
    await writeFile(path.join(folder, 'use.cjs'), `const emovox = require('emovox')\n${use}\n`)
    for (const script of ['use.mjs', 'use.cjs']) {
      const { stdout } = await run(process.execPath, [script], { cwd: folder })
      t.equal(stdout.trim(), '188 13 7', script)
    }

    const corpus = { out: path.join(folder, 'corpora'), ravdessActors: 3, tessWords: 0, saveeSpeakers: 0 }
    await makeSyntheticCorpus(corpus)
    await copyFile(
      path.join(corpus.out, 'RAVDESS/Actor_01/03-01-05-01-01-01-01.wav'),
      path.join(folder, 'clip.wav'),
    )
    const examples = await readmeExamples()
    t.equal(examples.length, 6)
    for (const [k, example] of examples.entries()) {
      await writeFile(path.join(folder, `example${k}.mjs`), example)
      const { stdout } = await run(process.execPath, [`example${k}.mjs`], { cwd: folder })
      if (k === 0) t.match(stdout, /not heard: 0\.\d+\n(neutral|happy|sad|angry|fear|disgust|surprise)\n/)
      if (k === 1) t.match(stdout, /^(neutral|happy|sad|angry|fear|disgust|surprise)\n$/)
    }
    const made = await readdir(folder)
    t.ok(made.includes('model.tflite') && made.includes('runs'), "the README's example writes what it says")

    const options = { module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: [] }
    const typed = `import { mfcc, scanCorpora, type Recording } from 'emovox'
const width: number = mfcc(new Float32Array(16000), { nMfcc: 20 }).coefficients
const found: Promise<readonly Recording[]> = scanCorpora(['x']).then((manifest) => manifest.recordings)
// @ts-expect-error: the option is a number
mfcc(new Float32Array(16000), { nMfcc: 'many' })
console.log(width, found)
`
    await writeFile(path.join(folder, 'typed.mts'), typed)
    await writeFile(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['typed.mts'] }),
    )
    await run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      cwd: folder,
    })

    const experiment = {
      corpora: ['corpora'],
      features: { audio: { clipSeconds: 0.5 } },
      model: { lstm1: 4, lstm2: 4, dense: 4 },
      training: { epochs: 1 },
    }
    // As `npm init` leaves it: modules are CommonJS unless they say otherwise.
    await writeFile(path.join(folder, 'package.json'), '{}')
    for (const name of ['one.ts', 'two.mts']) {
      const text = `import { defineExperiment } from 'emovox'\nconst seeds: number = 1\n`
      const declared = `export default defineExperiment({ ...${JSON.stringify(experiment)}, seeds })\n`
      await writeFile(path.join(folder, name), text + declared)
      const { stdout } = await run(
        process.execPath,
        [path.join(home, 'bin/emovox.js'), 'experiment', name, '--no-cache'],
        { cwd: folder },
      )
      t.match(stdout, /split +ravdess-0\d .*In .*(one|two)\n$/s, name)
    }

    const help = await run(process.execPath, [path.join(home, 'bin/emovox.js'), '--help'], {
      cwd: folder,
    })
    t.match(help.stdout, /scan.*extract.*train.*experiment.*evaluate.*predict.*export.*demo.*fetch.*setup/s)
  },
)
