import { describe, expect, test } from 'vitest'
import type { SiteEvent } from '../../../../src/contract/events.ts'
import { sitePlace } from '../../../../src/domain/evidence/index.ts'
import { withPlaceNames } from '../../../../src/store/events/failed-places.ts'
import { addPlace } from '../../../../src/store/places/index.ts'
import { simContext } from '../../../support/kv/context.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

function unreachable(...places: readonly string[]): SiteEvent {
  return { ms: 1000, node: 7, kind: 'unreachable', why: ['refused', places.join('、')].join(' ').trim() }
}

/** What is told, and what it costs where the names were read within the minute. */
async function said(...events: readonly SiteEvent[]): Promise<{ why: string[]; operations: number }> {
  const world = new SimKv()
  for (const [id, name] of [
    ['aaaaaa', 'Frankfurt'],
    ['d00001', '广州 电信'],
    ['d00002', '上海、联通'],
  ] as const)
    await addPlace(simContext(world), { v: 1, id, name, trusted: 0, hash: '', createdMs: 0 })
  world.settle()
  const ctx = simContext(world)
  await withPlaceNames(ctx, events)
  world.log.length = 0
  const named = await withPlaceNames(ctx, events)
  return { why: named.map(({ why }) => why), operations: world.log.length }
}

describe('where a node could not be joined', () => {
  test('is told by the names of the places', async () => {
    expect(await said(unreachable(sitePlace, 'aaaaaa', 'd00001'), unreachable('d00001'))).toEqual({
      why: ['refused -、Frankfurt、广州 电信', 'refused 广州 电信'],
      operations: 0,
    })
  })

  test('goes without saying where the site’s own checker alone has looked', async () => {
    expect(await said(unreachable(sitePlace))).toEqual({ why: ['refused'], operations: 0 })
  })

  test('leaves out who is no longer a place, and keeps names apart', async () => {
    const { why } = await said(unreachable('bbbbbb', 'aaaaaa'), unreachable('bbbbbb'), unreachable('d00002'))
    expect(why).toEqual(['refused Frankfurt', 'refused', 'refused 上海 联通'])
  })

  test('changes no other event', async () => {
    const others: SiteEvent[] = [
      { ms: 1, node: 0, kind: 'incident_began', why: 'line aaaaaa、bbbbbb' },
      { ms: 2, node: 7, kind: 'offline', why: 'silent' },
      { ms: 3, node: 7, kind: 'unreachable', why: '' },
    ]
    expect(await said(...others)).toEqual({ why: others.map(({ why }) => why), operations: 0 })
  })
})
