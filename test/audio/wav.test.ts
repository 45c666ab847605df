import t from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { EmovoxError } from '../../lib/errors.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const dataOf = (bytes: Uint8Array, at: number) => hex(bytes.subarray(at))

t.test('16 bits: the canonical 44-byte header, little-endian samples', async (t) => {
  const bytes = encodeWav(Float32Array.of(0, 0.5, -1), 16_000)
  t.equal(hex(bytes.subarray(0, 20)), '524946462a00000057415645666d742010000000')
  t.equal(hex(bytes.subarray(20, 36)), '01000100803e0000007d000002001000')
  t.equal(hex(bytes.subarray(36, 44)), '6461746106000000')
  t.equal(dataOf(bytes, 44), '000000400080')
})

t.test('24 bits: an odd number of bytes is padded, and the pad is not counted as data', async (t) => {
  const bytes = encodeWav(Float32Array.of(-0.5), 8000, { bitDepth: 24 })
  t.equal(bytes.length, 48)
  t.equal(new DataView(bytes.buffer).getUint32(40, true), 3)
  t.equal(dataOf(bytes, 44), '0000c000')
})

t.test('float32: IEEE format with a fact chunk, samples as they are', async (t) => {
  const bytes = encodeWav(Float32Array.of(1.5, -2), 44_100, { bitDepth: 'float32' })
  t.equal(hex(bytes.subarray(20, 22)), '0300')
  t.equal(hex(bytes.subarray(38, 50)), '666163740400000002000000')
  t.equal(dataOf(bytes, 58), '0000c03f000000c0')
})

t.test('whole-number formats clip and round', async (t) => {
  t.equal(dataOf(encodeWav(Float32Array.of(1, 3, -3, 0.4 / 32_768), 8000), 44), 'ff7fff7f00800000')
})

t.test('no samples make a valid, empty file', async (t) => {
  t.equal(encodeWav(new Float32Array(), 8000).length, 44)
})

t.test('what cannot be written is refused', async (t) => {
  t.throws(() => encodeWav(Float32Array.of(0, Number.NaN), 8000), /samples\[1\]: .*found NaN/)
  t.throws(() => encodeWav(Float32Array.of(0), 8000.5), EmovoxError)
  t.throws(() => encodeWav(Float32Array.of(0), 0), /option sampleRate/)
  // @ts-expect-error: not one of the depths
  t.throws(() => encodeWav(Float32Array.of(0), 8000, { bitDepth: 8 }), /option bitDepth/)
})
