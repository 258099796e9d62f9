import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LiveFigures } from '../../../src/domain/presence/live-figures.ts'
import { dayMs } from '../../../src/domain/values/time.ts'
import { decodeConfigRow, encodeConfigRow, redact } from '../../../src/store/views/config-rows.ts'
import {
  checkKey,
  liveKey,
  liveOfKey,
  parseLiveEntry,
  parseReportKey,
  rejectKey,
  reportKey,
} from '../../../src/store/kv/fact-keys.ts'
import { decodeLive, encodeLive } from '../../../src/store/kv/live-figures-codec.ts'
import { reportIdOf } from '../../../src/store/reports/report-id.ts'
import type { NodeRecord } from '../../../src/store/nodes/node-record.ts'
import { parseSiteSlot, siteSlotKey } from '../../../src/store/views/site-slots.ts'
import { nodeConfig } from '../../support/kv/context.ts'

const ms = fc.integer({ min: 1_735_689_600_000, max: 36 ** 8 - 1 })
function tenths(max: number) {
  return fc.integer({ min: 0, max: max * 10 }).map((value) => value / 10)
}
const code = fc.oneof(
  fc.constant('__'),
  fc.integer({ min: 0, max: 144 }).map((down) => down.toString(36).padStart(2, '0')),
)
const slot = fc.record({
  state: fc.constantFrom('up' as const, 'down' as const, 'none' as const),
  bandwidth: tenths(2000),
  connections: fc.nat(20_000),
})
const live: fc.Arbitrary<LiveFigures> = fc.record({
  timeMs: ms,
  online: fc.boolean(),
  bandwidth: fc.integer({ min: 0, max: 10_000_000_000 }).map((value) => value / 1000),
  connections: fc.nat(1_000_000),
  tier: fc.option(fc.integer({ min: 0, max: 10_000_000 })),
  latencyMs: fc.oneof(fc.constant(-1), tenths(60_000)),
  uptimeS: fc.option(fc.integer({ min: 0, max: 2_000_000_000 })),
  version: fc.oneof(fc.constantFrom('', '2.4.5', '2.6.4-8d798383~'), fc.string({ maxLength: 12 })),
  gapsS: fc.array(fc.integer({ min: 0, max: 43_200 }), { maxLength: 4 }),
  firstMs: ms,
  sinceMs: ms,
  usedBytes: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  periodStartMs: fc.nat(40_000).map((day) => day * dayMs),
  window: fc.array(slot, { minLength: 18, maxLength: 18 }),
  days: fc.array(code, { minLength: 90, maxLength: 90 }).map((codes) => codes.join('')),
})
const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })

describe('live facts', () => {
  test('read back, and a report key with the longest version fits into 512 characters', () => {
    fc.assert(
      fc.property(id, live, fc.nat(), (node, given, bytes) => {
        expect(decodeLive(encodeLive(given), given.timeMs)).toEqual(given)
        const key = liveKey(node, given, 'x0123456789abcdef')
        const entry = parseLiveEntry(key, Infinity)
        expect(entry).toMatchObject({ kind: 'live', id: node, timeMs: given.timeMs })
        expect(liveOfKey({ key, timeMs: given.timeMs })).toEqual(given)
        const long = { ...given, version: '节点'.repeat(16) }
        const report = reportKey(
          node,
          long,
          reportIdOf('x', () => ''),
          { bytes, boot: '0123abcd456789' },
        )
        expect(report).toMatch(/^[A-Za-z0-9_]{1,512}$/)
      }),
    )
  })
  test('large figures of a slot are kept to within 0.1 %', () => {
    fc.assert(
      fc.property(live, fc.integer({ min: 20_000, max: 10_000_000 }), (given, value) => {
        const window = given.window.map((figures) => ({ ...figures, connections: value, bandwidth: value }))
        const [first] = decodeLive(encodeLive({ ...given, window }), given.timeMs)?.window ?? []
        expect(Math.abs((first?.connections ?? 0) / value - 1)).toBeLessThan(0.001)
        expect(Math.abs((first?.bandwidth ?? 0) / value - 1)).toBeLessThan(0.001)
      }),
    )
  })
  test('anything else is none', () => {
    for (const text of ['', 'x', '4'.repeat(500), '1'.repeat(71)]) expect(decodeLive(text, 1)).toBeUndefined()
    for (const key of ['l_', 'l_000000000000_a', 'l_0000000000zz_a00000000_1']) {
      expect(parseLiveEntry(key, Infinity)).toBeUndefined()
    }
  })
})

describe('report facts', () => {
  test('read back with their live fact', () => {
    fc.assert(
      fc.property(
        id,
        live,
        fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
        fc.constantFrom(null, '0123abcd', '0123abcd456789'),
        (node, given, bytes, boot) => {
          const reportId = reportIdOf('my-report', () => '')
          const parsed = parseReportKey(reportKey(node, given, reportId, { bytes, boot }), Infinity)
          expect(parsed?.liveKey).toBe(liveKey(node, given, reportId))
          expect(parsed?.live).toEqual(given)
          expect(parsed?.fact).toMatchObject({ reportId, timeMs: given.timeMs, traffic: { bytes, boot } })
        },
      ),
    )
  })
  test('the tombstone and foreign keys are none', () => {
    for (const key of ['r_000000000000_00000000_x', 'r_', 'n_1'])
      expect(parseReportKey(key, Infinity)).toBeUndefined()
  })
})

test('a fact from the future is older than what is written now, and its node silent', () => {
  const nowMs = 1_800_000_000_000
  const at = (aheadMs: number) => parseLiveEntry(checkKey(36, nowMs + aheadMs, 1), nowMs)?.timeMs
  expect(at(120_000)).toBe(nowMs + 120_000)
  expect(at(120_001)).toBe(nowMs - 900_000)
  expect(at(30 * dayMs)).toBe(nowMs - 900_000)
})

test('checks and rejections read back', () => {
  expect(parseLiveEntry(checkKey(36, 1_800_000_000_000, 12.3), Infinity)).toMatchObject({
    kind: 'check',
    latencyMs: 12.3,
  })
  expect(parseLiveEntry(checkKey(36, 1_800_000_000_000, -1), Infinity)).toMatchObject({
    kind: 'check',
    latencyMs: -1,
  })
  const rejected = parseLiveEntry(rejectKey(36, 1_800_000_000_000, 'node_expired', '2001:db8::1'), Infinity)
  expect(rejected).toMatchObject({ kind: 'reject', code: 'node_expired', source: '2001:db8::1' })
})

test('slots of the site read back', () => {
  const totals = { known: 12, online: 11, connections: 345, bandwidth: 1234.5, tier: 1_000_000 }
  expect(parseSiteSlot(siteSlotKey(2_950_000, totals))).toEqual({ slot: 2_950_000, totals })
  expect(parseSiteSlot('s_nothing')).toBeUndefined()
})

test('config rows read back without secrets', () => {
  const node: NodeRecord = {
    ...nodeConfig({ node_name: 'a\tb\n"c"', notes: '备注' }),
    v: 1,
    id: 4711,
    user: 'u',
    ownerEmail: 'a@b.cd',
    createdMs: 1,
    revision: 2,
    tierMs: 3,
    token: { hash: 'secret', prefix: 'etr', createdMs: 4 },
    previousToken: { hash: 'secret', untilMs: 5 },
    network_name: 'secret',
    network_secret: null,
    off: [[1, 0]],
  }
  const row = encodeConfigRow(redact(node))
  expect(row).not.toMatch(/secret|\n/)
  expect(decodeConfigRow(row)).toEqual(redact(node))
  for (const text of ['', '1\t2', '1\t2\t[]', '1\t2\t{', '1\t2\t{}'])
    expect(decodeConfigRow(text)).toBeUndefined()
})
