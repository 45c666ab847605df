import t from 'tap'
import { SlidingWindow, type Window } from '../../lib/audio/sliding_window.ts'
import { seededRandom } from '../../lib/random.ts'

const count = (length: number, from = 0) => Float32Array.from({ length }, (_, k) => from + k)

/** The windows of 0, 1, 2, ... in pieces of up to `most`. */
function windowsOf(total: number, [length, stride, most]: readonly [number, number, number]): Window[] {
  const windows = new SlidingWindow(length, stride)
  const random = seededRandom(most)
  const all: Window[] = []
  for (let heard = 0; heard < total; ) {
    const piece = Math.min(total - heard, random.integer(1, most))
    all.push(...windows.push(count(piece, heard)))
    heard += piece
  }
  const rest = windows.rest()
  return rest ? [...all, rest] : all
}

t.test('windows of a length every stride, and the rest at the end', async (t) => {
  t.same(
    windowsOf(17, [10, 3, 1]).map(({ start, end }) => [start, end]),
    [
      [0, 10],
      [3, 13],
      [6, 16],
      [7, 17],
    ],
  )
  t.same(
    windowsOf(16, [10, 3, 100]).map(({ end }) => end),
    [10, 13, 16],
    'nothing is heard twice',
  )
  t.same(windowsOf(4, [10, 3, 2]), [{ samples: count(4), start: 0, end: 4 }], 'less than a window')
  t.same(new SlidingWindow(10, 3).rest(), undefined)
})

t.test('their samples are those of the stream, however it is cut', async (t) => {
  for (const length of [1, 10, 64])
    for (const stride of [1, 7, 64, 200])
      for (const most of [1, 9, 63, 500]) {
        const windows = windowsOf(777, [length, stride, most])
        t.ok(windows.every(({ samples, start, end }) => samples.length === end - start))
        t.ok(windows.every(({ samples, start }) => samples.every((sample, k) => sample === start + k)))
        t.equal(windows.at(-1)?.end, 777)
        t.equal(windows.length, 1 + Math.ceil((777 - length) / stride), `${length}, ${stride}`)
      }
})

t.test('windows already given do not change', async (t) => {
  const windows = new SlidingWindow(4, 2)
  const [first] = windows.push(count(4))
  for (const _ of windows.push(count(40, 100)));
  t.same(first.samples, count(4))
})
