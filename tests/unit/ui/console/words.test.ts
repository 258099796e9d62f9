import { expect, it } from 'vitest'
import { messages as en } from '../../../../src/ui/i18n/en/console.ts'
import { core } from '../../../../src/ui/i18n/zh-CN/core.ts'
import { messages as zh } from '../../../../src/ui/i18n/zh-CN/console.ts'

function names(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ''))].sort()
}

it.each(Object.keys(zh) as (keyof typeof zh)[])('%s says the same in both languages', (key) => {
  expect(names(en[key])).toEqual(names(zh[key]))
  if (key !== 'otherLanguage') expect(en[key]).not.toMatch(/\p{Script=Han}/u)
})

/** One word for one thing; what stands here has another word, or reads as translated. */
const forbidden = {
  zh: [/账户/, /健康检[测查]/, /登记节点/, /创建节点/, /暂停分配/, /页眉/, /\d %|\} %/],
  en: [
    /\b[Dd]rain/,
    /\bRoom\b/,
    /[Ll]ook into/,
    /no undo/,
    /\bI have an account/,
    /[Gg]o on looking/,
    /\} %/,
    /\ba mail\b/i,
  ],
} as const

// The core catalogue is held by a test of its own.
const own = (Object.keys(zh) as (keyof typeof zh)[]).filter((key) => !(key in core))

it.each(own)('%s keeps to the words of the house', (key) => {
  for (const word of forbidden.zh) expect(zh[key]).not.toMatch(word)
  for (const word of forbidden.en) expect(en[key]).not.toMatch(word)
})
