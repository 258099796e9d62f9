import { describe, expect, it } from 'vitest'
import { formatPeer } from '../../../src/ui/lib/peer-formats.ts'
import { headlineOf } from '../../../src/ui/lib/node-state.ts'
import { readChoices } from '../../../src/ui/pages/status/choices.ts'
import { writeChoices } from '../../../src/ui/pages/status/write-choices.ts'
import {
  candidates,
  cardUrl,
  type PeerOptions,
  peerUrl,
  tidyWord,
} from '../../../src/ui/pages/status/peer-url.ts'
import { sampleNode } from './sample-node.ts'

const any: PeerOptions = { region: 'all', priority: 'capacity', relay: false, word: '' }

describe('peerUrl', () => {
  it('leaves defaults out', () => {
    expect(peerUrl('https://h', any)).toBe('https://h/peer')
    expect(peerUrl('https://h', { ...any, region: 'domestic', priority: 'latency', relay: true })).toBe(
      'https://h/peer?region=domestic&priority=latency&relay_only=true',
    )
  })

  it('carries the word of the group as the key, in one spelling for all keyboards', () => {
    const url = new URL(peerUrl('https://h', { ...any, word: '周五 开黑&1' }))
    expect(url.searchParams.get('key')).toBe('周五 开黑&1')
    expect(tidyWord('  ＲＯＯＭ４２\u3000x ')).toBe('ROOM42 x')
    expect(peerUrl('https://h', { ...any, word: '   ' })).toBe('https://h/peer')
    expect(tidyWord('x'.repeat(300))).toHaveLength(60)
  })

  it('names no priority beside a word: the server gives a key its node whatever the priority', () => {
    expect(peerUrl('https://h', { ...any, word: 'w', priority: 'traffic' })).toBe('https://h/peer?key=w')
  })

  it('leads friends to the page with the same word and choices', () => {
    const { search } = new URL(
      cardUrl('https://h', { ...any, word: '房间', region: 'overseas', relay: true }),
    )
    expect(readChoices(search, '')).toMatchObject({
      word: '房间',
      filters: { region: 'overseas', relay: true },
    })
  })
})

describe('the choices in the address of the page', () => {
  it('come back as they were written, beside what else is there', () => {
    const choices = readChoices('?key=w&prefer=traffic&region=domestic&q=x&lang=en', 'old')
    expect(choices).toMatchObject({ word: 'w', priority: 'traffic', filters: { region: 'domestic', q: 'x' } })
    expect(readChoices(writeChoices(choices, '?lang=en'), '')).toEqual(choices)
    expect(writeChoices(choices, '?lang=en')).toContain('lang=en')
    expect(writeChoices(readChoices('', ''), '?key=gone&prefer=traffic')).toBe('')
  })

  it('remember the word of the last visit where the address has none, and ignore what is not known', () => {
    expect(readChoices('', 'last').word).toBe('last')
    expect(readChoices('?prefer=luck', '').priority).toBe('capacity')
  })
})

describe('candidates', () => {
  const nodes = [
    sampleNode({ id: 1 }),
    sampleNode({ id: 2, region_type: 'overseas', allow_relay: 0 }),
    sampleNode({ id: 3, state: 'quota_used' }),
    sampleNode({ id: 4, state: 'full', connection_count: 100 }),
    sampleNode({ id: 5, state: 'offline', status: 'offline' }),
    // Full by bandwidth alone, with places left.
    sampleNode({ id: 6, state: 'full', connection_count: 1 }),
  ]

  it('counts the nodes with room that the choices leave', () => {
    expect(candidates(nodes, any)).toBe(2)
    expect(candidates(nodes, { ...any, relay: true })).toBe(1)
    expect(candidates(nodes, { ...any, region: 'overseas', relay: true })).toBe(0)
  })

  it('is the number that the head of the page names', () => {
    expect(candidates(nodes, any)).toBe(headlineOf(nodes).room)
  })
})

describe('formatPeer', () => {
  const url = "https://h/peer?key=it's&region=domestic"

  it('gives each form that EasyTier takes', () => {
    expect(formatPeer(url, 'url')).toBe(url)
    expect(formatPeer('https://h/peer?a=1&b=2', 'arg')).toBe("-p 'https://h/peer?a=1&b=2'")
    expect(formatPeer('https://h/peer', 'toml')).toBe('[[peer]]\nuri = "https://h/peer"')
    expect(JSON.parse(formatPeer(url, 'json'))).toEqual({ peer_urls: [url] })
    expect(formatPeer('tcp://1.2.3.4:11010', 'plain')).toBe('tcp://1.2.3.4:11010')
  })

  it('lets no quote end the shell word', () => {
    expect(formatPeer(url, 'arg').slice(4, -1)).not.toContain("'")
  })
})
