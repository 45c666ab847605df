/** The metadata as tflite-support's own reader has it, where `EMOVOX_PYTHON` names a Python that has tflite-support. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { writeTflite } from '../../lib/tflite/write.ts'
import { kerasModel } from './formula_model.ts'
import { askPython, skip } from './python.ts'

const about = {
  name: 'a name',
  description: 'naïve',
  version: '1.2',
  author: 'somebody',
  license: 'CC BY-NC-SA 4.0',
}
const model = { ...kerasModel('full_size').model, ...about, frames: 94 }
const nothingToDo = [{ options_type: 'NormalizationOptions', options: { mean: [0], std: [1] } }]

const INPUTS = {
  mfcc: {
    name: 'mfcc',
    description: /emovox_options\.json says how to extract/,
    dimension_names: ['batch', 'frame', 'coefficient'],
    content: { content_properties_type: 'FeatureProperties' },
    process_units: nothingToDo,
  },
  waveform: {
    name: 'waveform',
    description: /A clip of 3 s: mono, 16000 Hz.*40 dB.*exactly 0.*left to the caller/,
    dimension_names: ['batch', 'sample'],
    content: {
      content_properties_type: 'AudioProperties',
      content_properties: { sample_rate: 16_000, channels: 1 },
    },
    process_units: nothingToDo,
    stats: { min: [-1], max: [1] },
  },
} as const

for (const input of ['mfcc', 'waveform'] as const)
  t.test(`metadata of a file that takes ${input}`, { skip }, async (t) => {
    const file = path.join(t.testdir(), 'model.tflite')
    await writeFile(file, writeTflite(model, { input }))
    const found = askPython<{ metadata: unknown; files: Record<string, string> } | null>(
      'metadata_check.py',
      {
        args: [file],
      },
    )
    if (found === null) return t.pass('EMOVOX_PYTHON has no tflite-support')
    t.match(found.metadata, about)
    t.match(found.metadata, {
      subgraph_metadata: [
        {
          input_tensor_metadata: [INPUTS[input]],
          output_tensor_metadata: [
            {
              name: 'probabilities',
              stats: { min: [0], max: [1] },
              associated_files: [{ name: 'labels.txt', type: 'TENSOR_AXIS_LABELS' }],
            },
          ],
        },
      ],
      associated_files: [{ name: 'emovox_options.json', type: 'DESCRIPTIONS' }],
    })
    t.same(Object.keys(found.files), ['labels.txt', 'emovox_options.json'])
    t.equal(found.files['labels.txt'], `${model.labels.join('\n')}\n`)
    t.match(JSON.parse(found.files['emovox_options.json']), {
      frames: 94,
      features: { mfcc: model.features.mfcc },
    })
  })
