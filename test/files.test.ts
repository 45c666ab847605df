import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { makeFolder, writeJson, writeWhole } from '../lib/files.ts'

t.test('files are written whole, folders are made, nothing is left beside them', async (t) => {
  const folder = t.testdir()
  const file = path.join(folder, 'a', 'b', 'c.json')
  await writeJson(file, { x: 1, nothing: Number.NaN })
  t.same(JSON.parse(await readFile(file, 'utf8')), { x: 1, nothing: null })
  await writeWhole(file, 'again')
  t.equal(await readFile(file, 'utf8'), 'again')
  t.same(await readdir(path.dirname(file)), ['c.json'])
})

t.test('what cannot be written is named, with the reason', async (t) => {
  const folder = t.testdir({ file: 'in the way' })
  const beneath = path.join(folder, 'file', 'x')
  await t.rejects(writeWhole(beneath, 'y'), {
    code: 'WRITE_FAILED',
    message: /file\/x: a part of the path is a file/,
  })
  await t.rejects(makeFolder(beneath), { code: 'WRITE_FAILED', message: /file\/x/ })
  await mkdir(path.join(folder, 'taken'))
  await t.rejects(writeWhole(path.join(folder, 'taken'), 'y'), { message: /taken: a folder has that name/ })
})

t.test('a full disk leaves the old file and no part of the new one', async (t) => {
  const disk = t.testdir()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    t.comment('not tried: a small disk can be mounted by root on Linux only')
    return
  }
  try {
    const file = path.join(disk, 'kept')
    await writeFile(file, 'old')
    const large = new Uint8Array(1e6)
    await t.rejects(writeWhole(file, large), { code: 'WRITE_FAILED', message: /kept: the disk is full/ })
    t.same(await readdir(disk), ['kept'])
    t.equal(await readFile(file, 'utf8'), 'old')
  } finally {
    execFileSync('umount', [disk])
  }
})
