import { beforeEach, expect, test } from 'vitest'
import {
  visibleEvents,
  type EventFilter,
  type Viewer,
} from '../../../../src/services/events/visible-events.ts'
import { userKey } from '../../../../src/store/kv/keys.ts'
import { eventName, writeEvents } from '../../../../src/store/events/index.ts'
import { accountContext, initializedWorld } from '../../../support/accounts.ts'
import { makeNode, testEmail } from '../../../support/kv/nodes.ts'
import type { SimKv } from '../../../support/kv/sim-kv.ts'

const hourMs = 3_600_000
const owner: Viewer = { user: userKey(testEmail), isAdmin: false }

let world: SimKv
beforeEach(async () => {
  world = await initializedWorld()
  const ids = [(await makeNode(world)).id, (await makeNode(world, { node_name: 'second' })).id]
  const startMs = world.nowMs
  world.nowMs += 20 * hourMs
  const events = Array.from({ length: 7 }, (_, at) => ({
    ms: startMs + (at + 1) * hourMs,
    node: ids[at % 2] ?? 0,
    kind: at % 4 < 2 ? ('offline' as const) : ('online' as const),
    why: '',
  }))
  await writeEvents(accountContext(world), events)
})

/** Names of all events, page by page; each page but the last has a next one, which goes on behind it. */
async function walk(filter: Omit<EventFilter, 'before'>): Promise<string[][]> {
  const pages: string[][] = []
  let before: EventFilter['before']
  do {
    const { events, next } = await visibleEvents(accountContext(world), owner, { ...filter, before })
    pages.push(events.map(eventName))
    before = next
  } while (before !== undefined && pages.length < 20)
  return pages
}

test.each([true, false])(
  'pages are the whole list, and the last one says so; own nodes alone: %s',
  async (mine) => {
    const [whole = [], ...more] = await walk({ mine, limit: 50 })
    expect([whole.length, more]).toEqual([7, []])
    expect(await walk({ mine, limit: 3 })).toEqual([whole.slice(0, 3), whole.slice(3, 6), whole.slice(6)])
  },
)
