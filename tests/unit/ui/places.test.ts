import { expect, it } from 'vitest'
import { setMessages } from '../../../src/ui/i18n/language.ts'
import { messages as zh } from '../../../src/ui/i18n/zh-CN/status.ts'
import { loadPlaces } from '../../../src/ui/lib/latin-places.ts'
import { englishPlace } from '../../../src/ui/lib/places.ts'
import { noFilters } from '../../../src/ui/lib/url-state.ts'
import { matches } from '../../../src/ui/pages/status/find.ts'
import { sampleNode } from './sample-node.ts'

it('places are found by their Latin names, nodes by what the page says of them', async () => {
  await loadPlaces()
  setMessages('zh-CN', zh)
  const node = sampleNode({
    node_name: '一号',
    region_detail: '西安',
    tags: '电信',
    state: 'full',
    protocols: ['TCP', 'WSS'],
    allow_relay: 1,
  })
  const found = (q: string): boolean => matches(node, { ...noFilters, q })
  for (const q of ['xian', "xi'an", '满载', '中转', '国内', 'wss', '西安 满载'])
    expect(found(q), q).toBe(true)
  for (const q of ['beijing', '离线', '打洞', '海外', 'quic']) expect(found(q), q).toBe(false)
})

it('readers of English see the places they know; others stay', () => {
  expect(englishPlace('香港')).toBe('Hong Kong')
  expect(englishPlace('江苏 南京')).toBe('江苏 Nanjing')
  expect(englishPlace('Frankfurt')).toBe('Frankfurt')
})
