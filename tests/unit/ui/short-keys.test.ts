import { describe, expect, it } from 'vitest'
import { shortKeys } from '../../../src/ui/build/short-keys.ts'

const texts = `export const messages = {
  copy: 'Copy',
  online: 'Online',
  tone_notice: 'Announcement',
  unused: 'x',
  a: 'already short',
  longest: 'y',
} as const`

describe('short names of texts', () => {
  it('go to keys that the sources name in calls of t alone', () => {
    const names = shortKeys([texts], ["t('copy', { n: 1 })", 'shown(t(`longest`))'])
    expect([...names]).toEqual([
      ['copy', 'b'],
      ['longest', 'c'],
    ])
  })

  it('never to keys that may reach t as a value: quoted elsewhere, or put together', () => {
    const names = shortKeys(
      [texts],
      ["t('online')", "const states = ['online']", "t('tone_notice')", 't(`tone_${tone}`)', "t('copy')"],
    )
    expect([...names.keys()]).toEqual(['copy'])
  })

  it('stay apart, however many there are', () => {
    const keys = Array.from({ length: 3000 }, (_, index) => `key${index}`)
    const names = shortKeys(
      [keys.map((key) => `  ${key}: '',\n`).join('')],
      keys.map((key) => `t('${key}')`),
    )
    expect(new Set(names.values()).size).toBe(3000)
    expect([...names.values()].every((name) => /^[a-zA-Z]{1,2}[a-zA-Z]?$/.test(name))).toBe(true)
  })
})
