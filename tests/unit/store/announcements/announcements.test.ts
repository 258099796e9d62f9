import { expect, test } from 'vitest'
import {
  listAnnouncements,
  makeAnnouncementId,
  openAnnouncements,
  readAnnouncement,
  saveAnnouncement,
  sweepAnnouncements,
  type AnnouncementRecord,
} from '../../../../src/store/announcements/index.ts'
import { parseAnnouncementKey } from '../../../../src/store/announcements/announcement-record.ts'
import { isRestorable } from '../../../../src/store/system/index.ts'
import { createMemory } from '../../../../src/store/context/index.ts'
import { simContext } from '../../../support/kv/context.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const dayMs = 86_400_000

function made(world: SimKv, over: Partial<AnnouncementRecord> = {}): AnnouncementRecord {
  const nowMs = world.nowMs
  return {
    v: 1,
    id: makeAnnouncementId(nowMs, new Uint8Array([1, 2, 3, over.fromMs ?? 0])),
    tone: 'incident',
    title: 'A',
    text: '',
    fromMs: nowMs,
    untilMs: 0,
    nodes: [],
    regions: [],
    createdMs: nowMs,
    savedMs: nowMs,
    resolvedMs: 0,
    updates: [],
    ...over,
  }
}

test('two admins at two places lose no update of each other’s, then and later', async () => {
  const world = new SimKv({ places: 2, delayMs: () => 60_000 })
  const at = (place: number) => simContext(world, { place })
  const first = made(world)
  await saveAnnouncement(at(0), first)
  world.settle()
  for (const place of [0, 1]) {
    world.nowMs += 10_000
    const read = await readAnnouncement(at(place), first.id)
    const updates = [...(read?.updates ?? []), { ms: world.nowMs, text: `of ${place}` }]
    await saveAnnouncement(at(place), { ...first, savedMs: world.nowMs, updates })
  }
  world.settle()
  const both = ['of 0', 'of 1']
  const texts = async (): Promise<(string | undefined)[] | undefined> =>
    (await readAnnouncement(at(1), first.id))?.updates.map(({ text }) => text)
  expect(await texts()).toEqual(both)
  // A later save takes both in before it removes what was saved before.
  for (let round = 0; round < 3; round += 1) {
    world.nowMs += 20 * 60_000
    const read = await readAnnouncement(at(0), first.id)
    await saveAnnouncement(at(0), { ...first, ...read, savedMs: world.nowMs })
    world.settle()
  }
  expect(await texts()).toEqual(both)
  const keys = (await at(0).kv.list({ prefix: 'an_', limit: 256 })).keys
  expect(keys.length).toBe(1)
})

test('the newest come first, by pages; a cache that was thrown away changes no answer', async () => {
  const world = new SimKv()
  const ctx = simContext(world)
  for (let day = 0; day < 5; day += 1) {
    world.nowMs += dayMs
    await saveAnnouncement(ctx, made(world, { title: String(day), resolvedMs: day === 2 ? world.nowMs : 0 }))
  }
  const page = await listAnnouncements(ctx, { limit: 3 })
  expect(page.records.map(({ title }) => title)).toEqual(['4', '3', '2'])
  const rest = await listAnnouncements(ctx, { limit: 3, before: page.next })
  expect([rest.records.map(({ title }) => title), rest.next]).toEqual([['1', '0'], undefined])
  const open = async (): Promise<string[]> =>
    (await openAnnouncements({ ...ctx, memory: createMemory() })).map(({ title }) => title)
  expect(await open()).toEqual(['4', '3', '1', '0'])
  await ctx.kv.delete('view_announcements')
  expect(await open()).toEqual(['4', '3', '1', '0'])
})

test('what is older than two years goes, and what is beyond 200', async () => {
  const world = new SimKv()
  const ctx = simContext(world)
  await saveAnnouncement(ctx, made(world, { title: 'old' }))
  world.nowMs += 731 * dayMs
  await saveAnnouncement(ctx, made(world, { title: 'new' }))
  await sweepAnnouncements(ctx)
  expect((await listAnnouncements(ctx, { limit: 10 })).records.map(({ title }) => title)).toEqual(['new'])
})

test('a backup takes an announcement under its own key, and nothing else there', async () => {
  const world = new SimKv()
  const record = made(world)
  const key = `an_${record.id}_00abcdef`
  expect(parseAnnouncementKey(key)?.id).toBe(record.id)
  expect(isRestorable({ key, value: JSON.stringify(record) })).toBe(true)
  expect(isRestorable({ key, value: JSON.stringify({ ...record, title: 'a\nb' }) })).toBe(false)
  expect(isRestorable({ key, value: JSON.stringify({ ...record, id: '0123456789ab' }) })).toBe(false)
  expect(isRestorable({ key: 'an_x', value: JSON.stringify(record) })).toBe(false)
})
