import { expect, it } from 'vitest'
import type { DueItem } from '../../../../src/domain/alerts/index.ts'
import { compose, type ComposeScene } from '../../../../src/services/alerts/compose.ts'

const nowMs = Date.UTC(2026, 10, 30, 6, 10)
const scene: ComposeScene = {
  language: 'en',
  nowMs,
  zoneMs: 0,
  siteName: 'Nodes',
  origin: 'https://nodes.example',
  nodeOf: (id) => (id === 0 ? undefined : { id, name: `n${id}`, port: 11010 }),
}

function down(node: number): DueItem {
  return { word: 'down', kind: 'offline', node, ms: nowMs - 360_000, endMs: 0, why: 'silent' }
}

it('a message of one thing is one sentence with the page of its node', () => {
  const message = compose([down(5)], scene)
  expect(message.title).toBe('n5 is down · Nodes')
  expect(message.text.split('\n')).toEqual([
    expect.stringMatching(/^n5 has been offline since/),
    'https://nodes.example/n/?id=5',
  ])
  expect(message.url).toBe('https://nodes.example/n/?id=5')
})

it('one of several is a list with the site’s page', () => {
  const message = compose([down(5), down(6)], scene)
  expect(message.title).toBe('2 down · Nodes')
  expect(message.text.split('\n')).toEqual([
    expect.stringMatching(/^• n5 has been offline since/),
    expect.stringMatching(/^• n6 has been offline since/),
    'https://nodes.example/',
  ])
  expect(message.url).toBe('https://nodes.example/')
})

it('has no address where nobody knows where the site is, and counts what is too much for a message', () => {
  expect(compose([down(5)], { ...scene, origin: '' })).toMatchObject({ url: '' })
  const many = compose(
    Array.from({ length: 63 }, (_, at) => down(at + 1)),
    { ...scene, origin: '' },
  )
  expect(many.text.split('\n')).toHaveLength(61)
  expect(many.text).toMatch(/… \+3$/)
  expect(many.changes).toHaveLength(63)
})
