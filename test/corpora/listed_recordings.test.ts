import t from 'tap'
import { describeChanges, type ListedRecording } from '../../lib/corpora/listed_recordings.ts'

const one = (name: string, more: Partial<ListedRecording> = {}): ListedRecording => ({
  name,
  emotion: 'sad',
  sha256: 'x',
  ...more,
})
const then = ['a', 'b', 'c', 'd', 'e'].map((name) => one(name))

t.test('every kind of change is told, with some names', async (t) => {
  t.same(describeChanges(then, then), [])
  t.same(describeChanges(then, then.slice(1)), ['1 recording is gone (a)'])
  t.same(describeChanges([], then), ['5 recordings are new (a, b, c, ...)'])
  const now = [
    one('a', { sha256: 'y' }),
    one('b', { emotion: 'happy' }),
    one('c', { part: 'test' }),
    one('f'),
  ]
  t.same(describeChanges(then, now), [
    '1 recording is of other content (a)',
    '1 recording is of another emotion (b)',
    '1 recording is in another part (c)',
    '1 recording is new (f)',
    '2 recordings are gone (d, e)',
  ])
})

t.test('the order counts, and so does a second file of one name', async (t) => {
  t.same(describeChanges(then, then.toReversed()), ['recordings are in another order'])
  const twice = [...then, one('a', { sha256: 'y' })]
  t.same(describeChanges(then, twice), ['1 recording is new (a (2))'])
  t.same(describeChanges(twice, then), ['1 recording is gone (a (2))'])
  t.same(describeChanges(twice, twice), [])
})
