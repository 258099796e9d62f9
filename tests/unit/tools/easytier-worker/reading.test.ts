import { describe, expect, test } from 'vitest'
import { accountOf, readFigures } from '../../../../src/tools/easytier-worker/old-history.ts'
import { oldTimeMs } from '../../../../src/tools/easytier-worker/old-time.ts'
import { readDigest } from '../../../../src/tools/easytier-worker/old-users.ts'
import { readConnections } from '../../../../src/tools/easytier-worker/old-connections.ts'
import { readResetRule } from '../../../../src/tools/easytier-worker/reset-rule.ts'
import { readTraffic } from '../../../../src/tools/easytier-worker/old-traffic.ts'
import { lineOf, Report, shown } from '../../../../src/tools/easytier-worker/told.ts'
import { NodeNames } from '../../../../src/tools/easytier-worker/node-names.ts'
import { periodAt } from '../../../../src/domain/traffic/period.ts'
import { stripOf } from '../../../../src/domain/presence/live-figures.ts'
import { toApiDays } from '../../../../src/domain/presence/days.ts'
import { oldHash } from '../../../support/old-site-dump.ts'

const day = 86_400_000

/** A row as the readers take it, with the lines that they add. */
function source(row: Readonly<Record<string, string | number | null>>) {
  const report = new Report()
  return { row, report: report.of('node', '1'), lines: () => report.lines.map(lineOf) }
}

test.each([
  ['2026-11-04', '2026-11-04T00:00:00.000Z'],
  ['2026-11-04 05:06:07', '2026-11-04T05:06:07.000Z'],
  ['2026-11-04T05:06', '2026-11-04T05:06:00.000Z'],
  [' 2026-11-04T05:06:07.089Z ', '2026-11-04T05:06:07.089Z'],
  ['2026-11-04T00:30:00+08:00', '2026-11-03T16:30:00.000Z'],
  ['2999-12-31', '2999-12-31T00:00:00.000Z'],
])('%s is a time', (text, iso) => {
  expect(new Date(oldTimeMs(text) ?? 0).toISOString()).toBe(iso)
})

test.each([
  '',
  'now',
  '2026-02-30',
  '2026-13-01',
  '2026-02-30 10:00:00',
  '2026-11-04 25:00:00',
  '0000-00-00',
  1_700_000_000,
  null,
])('%s is no time', (value) => {
  expect(oldTimeMs(value)).toBeUndefined()
})

describe('when traffic begins anew', () => {
  const created = Date.UTC(2026, 0, 10, 9)
  const rule = (reset_cycle: number, reset_date: string) =>
    readResetRule(source({ reset_cycle, reset_date }), created)

  test.each([
    [15, '2026-02-15T00:00:00.000Z', 15],
    [0, '2026-02-28T00:00:00.000Z', 31],
    [31, '2026-02-28T00:00:00.000Z', 31],
    [30, '2026-02-28T00:00:00.000Z', 30],
    [1, '2026-03-01T00:00:00.000Z', 1],
  ])('cycle %i with a midnight of that day is a day of the month', (cycle, date, resetDay) => {
    expect(rule(cycle, date)).toMatchObject({ reset_cycle: 0, reset_day: resetDay, shiftDays: 0 })
  })

  test.each([
    [30, '2026-02-09T09:00:00.000Z', 0],
    [30, '2026-02-12T03:00:00.000Z', 27],
    [7, '2026-02-01T12:34:56.000Z', 6],
    [15, '2026-02-16T00:00:00.000Z', 8],
  ])('cycle %i with another time is days, and ends when it did: %s', (cycle, date, shiftDays) => {
    const found = rule(cycle, date)
    expect(found).toMatchObject({ reset_cycle: cycle, reset_day: 0, shiftDays })
    const resetMs = Date.parse(date)
    const period = periodAt({ ...found, createdMs: created - shiftDays * day }, resetMs - day)
    expect(period.endMs).toBe(Math.floor(resetMs / day) * day)
  })

  test('a cycle of 0 days is never; without a date, days from the creation', () => {
    expect(rule(0, '2026-02-12T03:00:00.000Z')).toMatchObject({ reset_cycle: 0, reset_day: 0 })
    expect(rule(30, 'soon')).toMatchObject({ reset_cycle: 30, shiftDays: 0, resetMs: undefined })
  })
})

describe('recent_status', () => {
  const created = Date.UTC(2026, 2, 1, 16)
  const step = 600_000

  test('one figure for every ten minutes of its life is history', () => {
    const figures = '2'.repeat(143) + '1'.repeat(20) + '9'.repeat(137)
    const lastMs = created + 299 * step
    const read = readFigures(figures, created, lastMs)
    expect(read.kind).toBe('certain')
    const online = read.kind === 'certain' ? read.online : []
    expect([online.length, online.filter((up) => !up).length]).toEqual([300, 20])
    const account = accountOf(online, lastMs)
    expect(account).toMatchObject({ firstMs: created, seen: [], days: [] })
    const nowMs = lastMs - 1
    const strip =
      account === undefined
        ? ''
        : stripOf(account, { firstMs: created, off: [], zoneMs: 8 * 3_600_000 }, nowMs)
    // Created at midnight in UTC+8: one slot of the first day was down, 19 of the second.
    expect(toApiDays(strip).slice(-6)).toBe('010j00')
  })

  test.each([
    ['too few', '2222', 100],
    ['two too few', '2'.repeat(9), 10],
    ['two too many', '2'.repeat(13), 10],
    ['too many', '2'.repeat(20), 10],
    ['cut', '2'.repeat(4320), 4319],
    ['not of its alphabet', '2202', 3],
  ])('%s: uncertain', (_what, figures, steps) => {
    expect(readFigures(figures, created, created + steps * step).kind).toBe('uncertain')
  })

  test.each([10, 11, 12])(
    '%i figures in ten steps are certain: the first and the last may lie beside a slot',
    (count) => {
      expect(readFigures('2'.repeat(count), created, created + 10 * step).kind).toBe('certain')
    },
  )

  test('without a last report uncertain; none is none', () => {
    expect(readFigures('2', created, undefined).kind).toBe('uncertain')
    expect(readFigures('', created, undefined)).toEqual({ kind: 'none' })
  })
})

describe('traffic', () => {
  const nowMs = Date.UTC(2026, 2, 10)
  const read = (
    row: Readonly<Record<string, number>>,
    over: { resetMs?: number; lastMs?: number | undefined } = {},
  ) => {
    const rule = { reset_cycle: 0, reset_day: 1, shiftDays: 0, resetMs: over.resetMs ?? nowMs + day }
    const lastMs = 'lastMs' in over ? over.lastMs : nowMs - 1000
    return readTraffic(source(row), { rule, lastMs, nowMs, sendsTotals: false })
  }

  test('what was shown is what both make together', () => {
    expect(read({ used_traffic: 50, correction_traffic: 5 })).toEqual({
      usedGb: 45,
      correctionGb: 5,
      saidGb: 50,
    })
    expect(read({ used_traffic: 50, correction_traffic: -5 })).toEqual({
      usedGb: 55,
      correctionGb: -5,
      saidGb: 50,
    })
    expect(read({ used_traffic: 5, correction_traffic: 50 })).toEqual({
      usedGb: 0,
      correctionGb: 5,
      saidGb: 5,
    })
  })

  test('without a report it is a correction; of a period that is over nothing is corrected', () => {
    expect(read({ used_traffic: 5, correction_traffic: 2 }, { lastMs: undefined })).toMatchObject({
      usedGb: 0,
      correctionGb: 5,
    })
    expect(read({ used_traffic: 5, correction_traffic: 2 }, { resetMs: nowMs - day })).toMatchObject({
      usedGb: 5,
      correctionGb: 0,
    })
  })
})

test('names: the first keeps its own, others are numbered, what shows nothing is named by its id', () => {
  const names = new NodeNames()
  const name = (id: number, node_name: string, owner = 'a') => names.read(source({ id, node_name }), owner)
  expect(['x', ' x ', 'x', 'x (2)', '\u200b'].map((one, at) => name(at, one))).toEqual([
    'x',
    'x (2)',
    'x (3)',
    'x (2) (2)',
    'node-4',
  ])
  expect(name(9, 'x', 'b')).toBe('x')
  const long = '名'.repeat(200)
  expect([name(10, long), name(11, long)]).toEqual([long, `${'名'.repeat(196)} (2)`])
})

test('addresses: JSON in JSON, ports as text, brackets; what is none is left out and told', () => {
  const list = [
    { type: 'tcp', ip: '[2001:db8::1]', port: '11010' },
    { type: 'TCP', ip: 'https://x', port: 1 },
  ]
  const told = source({ connections: JSON.stringify(JSON.stringify(list)) })
  expect(readConnections(told)).toEqual([{ type: 'TCP', ip: '2001:db8::1', port: 11_010 }])
  expect(told.lines()).toEqual([
    'left out  node 1, connections[1]: {"type":"TCP","ip":"https://x","port":1} is no address',
  ])
})

test('digests: base64 or hex of 32 bytes', () => {
  const hash = oldHash('x')
  const hex = Buffer.from(hash, 'base64').toString('hex')
  expect(
    [hash, hash.replace('=', ''), hex, hex.toUpperCase()].map((text) =>
      Buffer.from(readDigest(text) ?? []).toString('hex'),
    ),
  ).toEqual([hex, hex, hex, hex])
  expect(['', 'plain', hash.slice(1), `${hex}00`, null, 7].map(readDigest)).toEqual(Array(6).fill(undefined))
})

test('a line of the report is one line, whatever is in the database', () => {
  expect(shown('a\nb\u2028c\u202ed"e')).toBe(String.raw`"a\nb?c?d\"e"`)
  expect(shown('x'.repeat(200)).length).toBeLessThan(90)
  expect([shown(null), shown(Infinity), shown(new Uint8Array(3))]).toEqual([
    'null',
    '"Infinity"',
    '"3 bytes"',
  ])
})
