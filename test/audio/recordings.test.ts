import { readdirSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { decode } from '../../lib/audio/decode.ts'

/** The real recordings, where they are at hand; elsewhere nothing is tested here. */
const folder = process.env.EMOVOX_DATASETS

t.test(
  'all real recordings are decoded',
  { skip: !folder && 'EMOVOX_DATASETS names no folder' },
  async (t) => {
    const files = readdirSync(folder ?? '', { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.wav$/i.test(name))
      .map((name) => path.join(folder ?? '', name))
    t.ok(files.length > 0, 'there are some')
    const seen = new Set<string>()
    for (const file of files) {
      const { samples, sampleRate, channels, truncatedSamples } = await decode(file)
      const seconds = samples.length / sampleRate
      // Two float files of TESS reach beyond full scale.
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
      if (seconds < 0.5 || seconds > 20 || peak === 0 || peak > 4)
        t.fail(`${file}: ${seconds} s, loudest sample ${peak}`)
      seen.add(`${sampleRate} Hz, ${channels} channels${truncatedSamples ? ', cut off' : ''}`)
    }
    t.comment([...seen].join('; '))
  },
)
