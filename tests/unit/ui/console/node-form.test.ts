import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { NodeCreateBody, NodeUpdateBody } from '../../../../src/contract/node.ts'
import { changesOf, rebase, withFields } from '../../../../src/ui/pages/console/form/changes.ts'
import { checkForm, privateRows } from '../../../../src/ui/pages/console/form/check.ts'
import { draftOf, readDraft } from '../../../../src/ui/pages/console/form/form-draft.ts'
import {
  bodyOf,
  cloneOf,
  emptyForm,
  formOf,
  newRow,
  nextName,
  readNumber,
  type NodeForm,
} from '../../../../src/ui/pages/console/form/model.ts'
import { addRow, pasteInto, removeRow, setType } from '../../../../src/ui/pages/console/form/rows.ts'
import { ownNode } from './own-node.ts'

const today = '2026-11-22'
function filled(change: Partial<NodeForm> = {}): NodeForm {
  return {
    ...emptyForm(),
    node_name: '深圳-电信-01',
    region_type: 'domestic',
    rows: [{ ...newRow(1), host: '203.0.113.57' }],
    max_bandwidth: '100',
    ...change,
  }
}
function check(form: NodeForm, otherNames: string[] = []) {
  return Object.fromEntries(checkForm(form, { otherNames, today }))
}

describe('checkForm', () => {
  it('wants a name, a region, an address and how fast the line is, nothing else', () => {
    expect(check(emptyForm())).toEqual({
      node_name: 'errRequired',
      region_type: 'errRequired',
      'connections[0].ip': 'errRequired',
      max_bandwidth: 'errRequired',
    })
    expect(check(filled())).toEqual({})
  })

  it.each<[Partial<NodeForm>, Record<string, string>]>([
    [{ node_name: 'x'.repeat(201) }, { node_name: 'errTooLong' }],
    [{ rows: [{ ...newRow(1), host: 'not a host' }] }, { 'connections[0].ip': 'errHost' }],
    [{ rows: [{ ...newRow(1), host: 'h.example', port: '70000' }] }, { 'connections[0].port': 'errPort' }],
    [{ rows: [{ ...newRow(1), host: 'h.example', port: '' }] }, { 'connections[0].port': 'errPort' }],
    [{ rows: [{ ...newRow(1, 'WSS'), host: 'h.example', path: 'x' }] }, { 'connections[0].path': 'errPath' }],
    [{ max_traffic: 'many' }, { max_traffic: 'errNumber' }],
    [{ max_bandwidth: '-1' }, { max_bandwidth: 'errNegative' }],
    [{ tier_bandwidth: '99999999' }, { tier_bandwidth: 'errTooLarge' }],
    [{ max_connections: '1.5' }, { max_connections: 'errWhole' }],
    [{ reset_cycle: '0' }, { reset_cycle: 'errRange' }],
    [{ reset: 'day', reset_day: '32' }, { reset_day: 'errRange' }],
    [{ reset: 'never', reset_cycle: 'x', reset_day: 'x' }, {}],
    [{ validity: 'date', valid_date: '' }, { valid_until: 'errDate' }],
    [{ validity: 'date', valid_date: '2026-11-21' }, { valid_until: 'errPast' }],
    [{ validity: 'date', valid_date: '2026-11-22' }, {}],
    [{ correction_traffic: '-5.5' }, {}],
    [{ notes: 'x'.repeat(2001) }, { notes: 'errTooLong' }],
  ])('%j', (change, expected) => {
    expect(check(filled(change))).toEqual(expected)
  })

  it('refuses a name the owner has, and the same address twice however it is spelled', () => {
    expect(check(filled(), ['深圳-电信-01'])).toEqual({ node_name: 'errDupName' })
    const twice = [
      { ...newRow(1), host: 'H.example' },
      { ...newRow(2), host: 'ｈ.example ', port: '１１０１０' },
      { ...newRow(3, 'UDP'), host: 'h.example' },
    ]
    expect(check(filled({ rows: twice }))).toEqual({ 'connections[1].ip': 'errDupAddress' })
  })

  it('lets an old date stay that the owner does not touch', () => {
    const old = filled({ validity: 'date', valid_date: '2026-01-01' })
    expect(checkForm(old, { otherNames: [], today, keptDate: '2026-01-01' }).size).toBe(0)
  })

  it('passes nothing that the contract refuses', () => {
    expect(v.safeParse(NodeCreateBody, bodyOf(filled({ tags: '电信，IPv6' }), today)).success).toBe(true)
  })

  it('warns of private addresses only', () => {
    const rows = [{ ...newRow(1), host: '10.0.0.8' }, { ...newRow(2), host: '203.0.113.1' }, newRow(3)]
    expect([...privateRows(rows)]).toEqual([1])
  })
})

describe('bodyOf', () => {
  it('reads full-width digits and leaves empty fields at the contract’s defaults', () => {
    const body = bodyOf(
      filled({ tier_bandwidth: '２００', max_bandwidth: '', max_connections: '', max_traffic: '' }),
      today,
    )
    expect(body).toMatchObject({
      tier_bandwidth: 200,
      max_bandwidth: 0,
      max_connections: 100,
      max_traffic: 0,
    })
    expect('network_secret' in body).toBe(false)
  })

  it('says for ever, a year, a quarter and a day', () => {
    const until = (change: Partial<NodeForm>) => bodyOf(filled(change), '2026-11-30').valid_until
    expect(until({ validity: 'forever' })).toBe('2999-12-31')
    expect(until({ validity: 'year' })).toBe('2027-11-30')
    expect(until({ validity: 'quarter' })).toBe('2027-02-28')
    expect(until({ validity: 'date', valid_date: '2027-05-01' })).toBe('2027-05-01')
  })

  it('chooses days, calendar months or never', () => {
    const reset = (change: Partial<NodeForm>) => {
      const body = bodyOf(filled(change), today)
      return [body.reset_cycle, body.reset_day]
    }
    expect(reset({})).toEqual([30, 0])
    expect(reset({ reset: 'day', reset_day: '4' })).toEqual([30, 4])
    expect(reset({ reset: 'never' })).toEqual([0, 0])
  })

  it.each([
    ['1.5', 1.5],
    ['１２', 12],
    ['-3', -3],
    ['.5', 0.5],
    ['', 0],
    ['1e3', Number.NaN],
    ['0x10', Number.NaN],
    ['1,000', 1000],
    ['1,234,567.5', 1234567.5],
    ['1,5', Number.NaN],
    ['10,00', Number.NaN],
  ])('reads the number %j', (text, expected) => expect(readNumber(text)).toBe(expected))
})

describe('rows', () => {
  it('adds a row with the focus, up to 16', () => {
    let rows = emptyForm().rows
    const first = addRow(rows)
    expect([first.rows.length, first.focusKey]).toEqual([2, 2])
    for (let count = 0; count < 30; count += 1) rows = addRow(rows).rows
    expect(rows).toHaveLength(16)
    expect(new Set(rows.map((row) => row.key)).size).toBe(16)
  })

  it('removing one keeps what the others hold and goes to the one before', () => {
    const rows = [1, 2, 3].map((key) => ({ ...newRow(key), host: `h${key}.example` }))
    const edit = removeRow(rows, 2)
    expect(edit.rows.map((row) => [row.key, row.host])).toEqual([
      [1, 'h1.example'],
      [3, 'h3.example'],
    ])
    expect(edit.focusKey).toBe(1)
    expect(removeRow(rows, 1).focusKey).toBe(2)
    const last = removeRow([{ ...newRow(7), host: 'x' }], 7)
    expect(last.rows).toEqual([newRow(8)])
  })

  it('a protocol brings its usual port until another was typed', () => {
    expect(setType(newRow(1), 'WSS').port).toBe('11012')
    expect(setType({ ...newRow(1), port: '443', portTyped: true }, 'WSS').port).toBe('443')
    expect(setType({ ...newRow(1), port: '11010', portTyped: true }, 'QUIC').port).toBe('11012')
  })

  it('a pasted address fills its row, several lines add rows', () => {
    const rows = [newRow(1)]
    expect(pasteInto(rows, 1, 'h.example')).toBeUndefined()
    expect(pasteInto(rows, 1, 'wss://h.example:443')?.rows).toEqual([
      { key: 1, type: 'WSS', host: 'h.example', port: '443', path: '', portTyped: true },
    ])
    const many = pasteInto(rows, 1, 'tcp://a.example:1\nudp://b.example\nwss://c.example/p')
    expect(many?.rows.map((row) => [row.type, row.host, row.port, row.path])).toEqual([
      ['TCP', 'a.example', '1', ''],
      ['UDP', 'b.example', '11010', ''],
      ['WSS', 'c.example', '443', '/p'],
    ])
    expect(many?.focusKey).toBe(3)
  })

  it.each([
    ['wss://node.example.org/et', 'WSS', '443'],
    ['ws://node.example.org/et', 'WS', '80'],
    ['wss://node.example.org:11012/et', 'WSS', '11012'],
    ['tcp://node.example.org', 'TCP', '11010'],
    ['quic://node.example.org', 'QUIC', '11012'],
  ])('%s means the port that a core dials for it', (text, type, port) => {
    expect(pasteInto([newRow(1)], 1, text)?.rows).toMatchObject([{ type, port }])
  })

  it('hosts without a scheme have the usual port of the row', () => {
    const edit = pasteInto([newRow(1, 'WSS')], 1, 'a.example, b.example')
    expect(edit?.rows.map((row) => [row.host, row.port])).toEqual([
      ['a.example', '11012'],
      ['b.example', '11010'],
    ])
  })

  it('pasting leaves filled rows alone and stops at 16', () => {
    const rows = [newRow(1), { ...newRow(2), host: 'kept.example' }]
    const edit = pasteInto(
      rows,
      1,
      Array.from({ length: 30 }, (_, index) => `tcp://h${index}.example:1`).join('\n'),
    )
    expect(edit?.rows).toHaveLength(16)
    expect(edit?.rows[1]?.host).toBe('kept.example')
  })
})

describe('changes', () => {
  it('opening and saving a node changes nothing', () => {
    for (const node of [
      ownNode(),
      ownNode({ reset_day: 4 }),
      ownNode({ reset_cycle: 0, valid_until: '2999-12-31T15:59:59.999Z' }),
      ownNode({
        valid_until: '2026-11-04T03:00:00.000Z',
        connections: [{ type: 'WSS', ip: '2001:db8::1', port: 1, path: '/x' }],
      }),
    ]) {
      expect(changesOf(formOf(node), node, today)).toEqual({})
    }
  })

  it('sends only what differs, in the contract’s form', () => {
    const node = ownNode()
    const form = {
      ...formOf(node),
      max_traffic: '２０００',
      validity: 'forever' as const,
      network_secret: 's',
    }
    const changed = changesOf(form, node, today)
    expect(changed).toEqual({ max_traffic: 2000, valid_until: '2999-12-31', network_secret: 's' })
    expect(v.safeParse(NodeUpdateBody, changed).success).toBe(true)
  })

  it('lays the owner’s changes over a node that was changed elsewhere', () => {
    const seen = ownNode()
    const newest = ownNode({ revision: 2, max_bandwidth: 77, notes: 'theirs', reset_day: 9 })
    const form = { ...formOf(seen), max_bandwidth: '55', network_secret: 'typed' }
    const merged = rebase(form, seen, newest, today)
    expect(merged).toMatchObject({
      max_bandwidth: '55',
      notes: 'theirs',
      reset: 'day',
      network_secret: 'typed',
    })
    expect(changesOf(merged, newest, today)).toEqual({ max_bandwidth: 55, network_secret: 'typed' })
    expect(
      changesOf(withFields(merged, formOf(newest), ['max_bandwidth', 'network_secret']), newest, today),
    ).toEqual({})
  })
})

describe('drafts', () => {
  it('hold everything but credentials', () => {
    const form = filled({ network_name: 'n', network_secret: 's', notes: 'x' })
    const kept: unknown = JSON.parse(JSON.stringify(draftOf(form)))
    expect(JSON.stringify(kept)).not.toContain('"s"')
    expect(readDraft(kept)).toEqual({ ...form, network_name: '', network_secret: '' })
  })

  it.each([
    undefined,
    null,
    1,
    {},
    { ...filled(), rows: [] },
    { ...filled(), rows: [{ type: 'X' }] },
    { ...filled(), reset: 'x' },
    { ...filled(), notes: 1 },
  ])('%j is none', (value) => expect(readDraft(value)).toBeUndefined())
})

describe('cloneOf', () => {
  it('takes over what is alike, and nothing that is this node’s own', () => {
    const node = ownNode({
      node_name: '深圳-电信-09',
      max_bandwidth: 77,
      correction_traffic: 5,
      is_enabled: 0,
      connections: [{ type: 'WSS', ip: 'sz.example.net', port: 443, path: '/et' }],
    })
    const form = cloneOf(node)
    expect(form).toMatchObject({
      node_name: '深圳-电信-10',
      max_bandwidth: '77',
      correction_traffic: '0',
      is_enabled: 1,
      network_secret: '',
    })
    expect(form.rows).toEqual([expect.objectContaining({ type: 'WSS', host: '', port: '443', path: '/et' })])
    expect(check(form)).toEqual({ 'connections[0].ip': 'errRequired' })
  })

  it.each([
    ['北京-01', '北京-02'],
    ['北京-99', '北京-100'],
    ['北京', '北京-2'],
  ])('%s is followed by %s', (name, next) => expect(nextName(name)).toBe(next))
})
