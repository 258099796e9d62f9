import { expect, it } from 'vitest'
import { messages as en } from '../../../../src/ui/i18n/en/console.ts'
import { messages as zh } from '../../../../src/ui/i18n/zh-CN/console.ts'

function names(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ''))].sort()
}

it.each(Object.keys(zh) as (keyof typeof zh)[])('%s says the same in both languages', (key) => {
  expect(names(en[key])).toEqual(names(zh[key]))
  if (key !== 'otherLanguage') expect(en[key]).not.toMatch(/\p{Script=Han}/u)
})
