import t from 'tap'
import { describeDifference, differences } from '../lib/differences.ts'

t.test('sections are gone into, lists and absent sections are not', async (t) => {
  const first = { a: { b: 1, c: [1, 2], d: null }, e: 'x', f: { g: 1 } }
  const second = { a: { b: 2, c: [1, 3], d: null }, f: null, h: true }
  t.same(differences(first, second).map(describeDifference), [
    'a.b is 2, was 1',
    'a.c is [1,3], was [1,2]',
    'e is none, was "x"',
    'f is none, was {"g":1}',
    'h is true, was none',
  ])
  t.same(differences(first, structuredClone(first)), [])
})
