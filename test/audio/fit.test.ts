import t from 'tap'
import { fit } from '../../lib/audio/fit.ts'

t.test('pads before by default, or where it is told', async (t) => {
  const word = Float32Array.of(1, 2)
  t.same([...fit(word, 5)], [0, 0, 0, 1, 2])
  t.same([...fit(word, 5, { pad: 'after' })], [1, 2, 0, 0, 0])
  t.same([...fit(word, 5, { pad: 'both' })], [0, 1, 2, 0, 0])
})

t.test('crops from the start by default, or where it is told', async (t) => {
  const word = Float32Array.of(1, 2, 3, 4)
  t.same([...fit(word, 2)], [1, 2])
  t.same([...fit(word, 2, { crop: 'center' })], [2, 3])
  t.same([...fit(word, 2, { crop: 'end' })], [3, 4])
})

t.test('the result is a new array', async (t) => {
  const word = Float32Array.of(1, 2)
  t.not(fit(word, 2), word)
})

t.test('lengths and options are checked', async (t) => {
  for (const length of [-1, 1.5, Number.NaN, 2 ** 40])
    t.throws(() => fit(new Float32Array(2), length), { code: 'INVALID_OPTION' }, `length ${length}`)
  // @ts-expect-error: not one of the words
  t.throws(() => fit(new Float32Array(2), 4, { pad: 'left' }), /option pad/)
})
