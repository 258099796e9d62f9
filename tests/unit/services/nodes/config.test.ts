import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { NodeCreateBody, NodeUpdateBody } from '../../../../src/contract/node.ts'
import { toConfigChange, toNewConfig } from '../../../../src/services/nodes/config.ts'

const least = {
  node_name: 'a',
  region_type: 'overseas',
  connections: [{ type: 'TCP', ip: '1.2.3.4', port: 1 }],
}

describe('config of a node', () => {
  it('fills in the documented defaults, one year from today, leap days included', () => {
    const config = toNewConfig(v.parse(NodeCreateBody, least), Date.parse('2028-02-29T12:00:00.000Z'))
    expect(config).toMatchObject({
      max_bandwidth: 0,
      max_traffic: 0,
      reset_cycle: 30,
      max_connections: 100,
      is_enabled: 1,
      allow_relay: 0,
      tags: '',
    })
    expect(new Date(config.validUntilMs).toISOString()).toBe('2029-03-01T12:00:00.000Z')
  })

  it('takes over what is given, zero and empty included', () => {
    const body = {
      ...least,
      max_bandwidth: 0,
      reset_cycle: 0,
      max_connections: 0,
      tags: ['b', 'c'],
      valid_until: '2026-11-04',
    }
    const config = toNewConfig(v.parse(NodeCreateBody, body), 0)
    expect(config).toMatchObject({ max_bandwidth: 0, reset_cycle: 0, max_connections: 0, tags: 'b,c' })
    expect(config.validUntilMs).toBe(Date.parse('2026-11-04T15:59:59.999Z'))
  })

  it('changes nothing that is not named, and never a credential or a revision', () => {
    expect(toConfigChange(v.parse(NodeUpdateBody, {}))).toEqual({})
    const change = v.parse(NodeUpdateBody, {
      notes: '',
      revision: 5,
      network_secret: null,
      network_name: 'n',
    })
    expect(toConfigChange(change)).toEqual({ notes: '' })
  })

  it('carries every optional field of the contract', () => {
    const body = {
      node_name: 'b',
      region_type: 'domestic',
      region_detail: 'c',
      connections: [{ type: 'WS', ip: '::1', port: 2, path: '/p' }],
      tier_bandwidth: 1,
      max_bandwidth: 2,
      max_traffic: 3,
      reset_cycle: 4,
      reset_day: 5,
      max_connections: 6,
      tags: 'd',
      notes: 'e',
      valid_until: '2027-01-01T00:00:00Z',
      allow_relay: 1,
      address_public: 1,
      is_enabled: 0,
      correction_traffic: -7,
      legacy_cumulative: 1,
    }
    const { valid_until, ...plain } = body
    expect(toConfigChange(v.parse(NodeUpdateBody, body))).toEqual({
      ...plain,
      validUntilMs: Date.parse(valid_until),
    })
    const known = Object.keys(NodeUpdateBody.entries).filter(
      (name) =>
        !['network_name', 'network_secret', 'revision', 'maintenance_until', 'weekly_maintenance'].includes(
          name,
        ),
    )
    expect(Object.keys(body).sort()).toEqual(known.sort())
  })
})
