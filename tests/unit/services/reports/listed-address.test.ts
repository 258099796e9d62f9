import { describe, expect, test } from 'vitest'
import { isListedAddress } from '../../../../src/services/reports/listed-address.ts'
import { decodeLive, encodeLive } from '../../../../src/store/kv/live-figures-codec.ts'
import { liveFactsOfKeys } from '../../../../src/store/reports/node-figures.ts'
import { makeNode, sendReport } from '../../../support/kv/nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

describe('a report from an address that its node lists', () => {
  test.each([
    ['203.0.113.5', '203.0.113.5', true],
    ['203.0.113.5', '203.0.113.50', false],
    ['203.0.113.5', '::ffff:203.0.113.5', true],
    ['2001:db8::5', '2001:0DB8:0:0:0:0:0:5', true],
    ['[2001:db8::5]', '2001:db8::5', true],
    ['2001:db8::5', '2001:db8::6', false],
    // Who it is behind a name is not looked up.
    ['node.example.com', '203.0.113.5', false],
    ['203.0.113.5', '', false],
    ['', '', false],
    ['not:an:address', '203.0.113.5', false],
  ])('%s, from %s: %s', (ip, from, isListed) => {
    expect(isListedAddress([{ ip: '198.51.100.1' }, { ip }], from)).toBe(isListed)
  })

  test('is kept with its figures, online or not, and gone with the next from elsewhere', async () => {
    const world = new SimKv({ startMs: Date.UTC(2026, 0, 1) })
    const { id } = await makeNode(world)
    const live = () =>
      liveFactsOfKeys(
        [...world.dump().keys()].filter((key) => key.startsWith('l_')),
        world.nowMs,
      ).live
    for (const status of ['online', 'offline'] as const) {
      world.nowMs += 60_000
      await sendReport(world, id, { status, isSameMachine: true })
      expect(live()).toMatchObject({ online: status === 'online', isSameMachine: true })
      world.nowMs += 60_000
      await sendReport(world, id, { status, isSameMachine: false })
      expect(live()).toMatchObject({ online: status === 'online' })
      expect(live()?.isSameMachine).toBeUndefined()
    }
    const known = live()
    if (known === undefined) throw new Error('no figures')
    const marked = { ...known, isSameMachine: true } as const
    expect(decodeLive(encodeLive(marked), marked.timeMs)).toEqual(marked)
    expect(encodeLive(marked)).toHaveLength(encodeLive(known).length)
  })
})
