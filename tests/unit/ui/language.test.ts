import { afterEach, describe, expect, it, vi } from 'vitest'
import { setMessages, startLanguage, translate, withTexts } from '../../../src/ui/i18n/language.ts'
import { messages as enNode } from '../../../src/ui/i18n/en/node.ts'
import { messages as enStatus } from '../../../src/ui/i18n/en/status.ts'
import { messages as zhNode } from '../../../src/ui/i18n/zh-CN/node.ts'
import { messages as zhStatus } from '../../../src/ui/i18n/zh-CN/status.ts'

describe('translate', () => {
  it('fills parameters, groups numbers and chooses the word by number', () => {
    setMessages('en', { a: '{n} {n:node|nodes} of {who}', b: '{missing} stays' })
    expect(translate('a', { n: 1, who: 'x' })).toBe('1 node of x')
    expect(translate('a', { n: 12_345, who: '{n}' })).toBe('12,345 nodes of {n}')
    expect(translate('b')).toBe('{missing} stays')
    expect(translate('unknown')).toBe('unknown')
  })
})

describe('startLanguage', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('keeps the texts that a part fetched before those of the page came', async () => {
    vi.stubGlobal('document', { documentElement: { lang: 'en' } })
    let arrive = (): void => undefined
    const page = new Promise<{ messages: Record<string, string> }>((resolve) => {
      arrive = () => resolve({ messages: { head: 'Nodes' } })
    })
    const started = startLanguage(
      () => page,
      () => Promise.resolve({ messages: { details: 'Details' } }),
    )
    await withTexts(Promise.resolve())
    arrive()
    await started
    expect([translate('head'), translate('details')]).toEqual(['Nodes', 'Details'])
  })
})

function parameters(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ''))].sort()
}

describe.each([
  ['status', zhStatus, enStatus],
  ['node', zhNode, enNode],
] as const)('catalogue of %s', (_name, zh, en) => {
  it('has the same keys and parameters in both languages, no empty text', () => {
    const english: Readonly<Record<string, string>> = en
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    for (const [key, text] of Object.entries(zh)) {
      const other = english[key] ?? ''
      expect(text, key).not.toBe('')
      expect(other, key).not.toBe('')
      expect(parameters(other), key).toEqual(parameters(text))
    }
  })
})
