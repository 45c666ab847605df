import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import t from 'tap'
import { exportTflite } from '../../lib/tflite/export.ts'
import { kerasModel } from './formula_model.ts'

const { model } = kerasModel('two_lstm')
const odd = { ...model, labels: ['a "quoted" \\ one', 'what?? */ no', 'glück'] }

/** Says what the header holds. */
const PROGRAM = `#include <stdint.h>
#include <stdio.h>
#include "2nd model.h"
#include "2nd model.h"
int main(void) {
  printf("%u %d ", model_2nd_model_length, (int)((uintptr_t)model_2nd_model % 16));
  printf("%d %d %d\\n", MODEL_2ND_MODEL_FRAMES, MODEL_2ND_MODEL_COEFFICIENTS, MODEL_2ND_MODEL_CLASSES);
  for (int k = 0; k < MODEL_2ND_MODEL_CLASSES; k++) printf("%s\\n", model_2nd_model_labels[k]);
  for (int k = 0; k < MODEL_2ND_MODEL_COEFFICIENTS; k++) printf("%.9g %.9g\\n", (double)model_2nd_model_mean[k], (double)model_2nd_model_deviation[k]);
  unsigned long sum = 5381;
  for (unsigned k = 0; k < model_2nd_model_length; k++) sum = (sum * 33 + model_2nd_model[k]) % 4294967291ul;
  printf("%lu\\n", sum);
  return 0;
}
`

for (const [compiler, standard, extension] of [
  ['cc', 'c99', 'c'],
  ['cc', 'c11', 'c'],
  ['c++', 'c++11', 'cc'],
] as const) {
  const skip = spawnSync(compiler, ['--version']).status === 0 ? false : `no ${compiler}`
  t.test(`${compiler} -std=${standard} takes the header`, { skip }, async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'emovox-'))
    const { file } = await exportTflite(odd, { out: path.join(folder, '2nd model.h'), format: 'c' })
    const [source, program] = [path.join(folder, `main.${extension}`), path.join(folder, 'main')]
    await writeFile(source, PROGRAM)
    execFileSync(compiler, [`-std=${standard}`, '-Wall', '-Wextra', '-Werror', source, '-o', program])
    const said = execFileSync(program, { encoding: 'utf8' }).trim().split('\n')
    t.equal(
      said.shift(),
      `${file.length} 0 ${model.frames} ${model.coefficients} 3`,
      'length, alignment, sizes',
    )
    t.same(said.splice(0, 3), odd.labels)
    const { mean, deviation } = model.normalisation
    t.same(
      said.splice(0, model.coefficients).map((line) => line.split(' ').map(Number).map(Math.fround)),
      mean.map((value, k) => [Math.fround(value), Math.fround(deviation[k])]),
    )
    t.equal(
      Number(said[0]),
      file.reduce((sum, byte) => (sum * 33 + byte) % 4294967291, 5381),
      'every byte',
    )
  })
}

t.test('the header is for people too', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'emovox-'))
  const out = path.join(folder, 'model.h')
  await exportTflite(model, { out, format: 'c', for: 'micro', weights: 'float32' })
  const text = await readFile(out, 'utf8')
  t.match(text, /^\/\* .*float32, fused\. Made by emovox\./)
  t.match(text, / 0 neutral, 1 happy, 2 sad/)
  t.notMatch(text, /0x[0-9a-f]{3}/)
})
