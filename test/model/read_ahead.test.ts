import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { readAhead } from '../../lib/model/read_ahead.ts'

t.test('in order, two begun ahead of the one that is worked on', async (t) => {
  const begun: number[] = []
  const load = async (index: number) => {
    begun.push(index)
    await setTimeout(index % 2 === 0 ? 5 : 0)
    return index
  }
  const got: number[] = []
  for await (const index of readAhead(6, load)) {
    got.push(index)
    t.equal(begun.length, Math.min(6, index + 3))
  }
  t.same(got, [0, 1, 2, 3, 4, 5])
  for await (const _ of readAhead(0, load)) t.fail('there is none')
})

t.test('who stops waits for what is begun; what is thrown is thrown in its turn', async (t) => {
  let working = 0
  const load = async (index: number) => {
    working += 1
    await setTimeout(2)
    working -= 1
    if (index === 3) throw new Error('the fourth')
    return index
  }
  for await (const _ of readAhead(9, load)) break
  t.equal(working, 0)
  const got: number[] = []
  await t.rejects(
    (async () => {
      for await (const index of readAhead(9, load)) got.push(index)
    })(),
    { message: 'the fourth' },
  )
  t.same(got, [0, 1, 2])
  t.equal(working, 0)
})
