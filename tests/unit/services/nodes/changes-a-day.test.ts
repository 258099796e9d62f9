import { expect, it } from 'vitest'
import { createNode, deleteNode } from '../../../../src/services/nodes/index.ts'
import { dayMs } from '../../../../src/contract/time.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { seededRandom } from '../../../support/http-fuzz.ts'
import { accountContext, addUser, codeOf, initializedWorld, signedIn } from '../../../support/accounts.ts'

const email = 'user@example.com'

it('an account creates and deletes 500 nodes a day, each of which leaves a tombstone for a month', async () => {
  const world = await initializedWorld()
  await addUser(world, email)
  const { caller } = await signedIn(world, email)
  const shared = { caller, memory: createMemory(), random: seededRandom(5) }
  const ask = () => {
    world.nowMs += 1000
    return accountContext(world, shared)
  }
  const create = async (node_name: string): Promise<number> => {
    const ctx = ask()
    const made = await createNode(ctx, {
      node_name,
      region_type: 'domestic',
      connections: [{ type: 'TCP', ip: '1.2.3.4', port: 1 }],
    })
    await ctx.background()
    return made.node_id
  }
  const remove = async (id: number): Promise<void> => {
    const ctx = ask()
    await deleteNode(ctx, { id })
    await ctx.background()
  }

  for (let count = 0; count < 249; count += 1) await remove(await create('one of many'))
  const first = await create('first')
  // What made nothing counts for nothing.
  expect(await codeOf(create('first'))).toBe('node_name_taken')
  await create('second')
  expect(await codeOf(create('third'))).toBe('rate_limited')
  expect(await codeOf(remove(first))).toBe('rate_limited')

  world.nowMs += dayMs + 1
  await remove(first)
  await create('third')
}, 120_000)
