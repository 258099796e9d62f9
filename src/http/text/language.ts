import { accepts } from 'hono/accepts'
import { matchByWeight } from '../negotiate.ts'
import type { TextContext } from './text-route.ts'

/** A language that text answers speak. */
export type Language = 'zh' | 'en'

/** Language of an answer: `?lang=`, else what Accept-Language weighs most, else Chinese. Unknown ones read English. */
export function languageOf(c: TextContext): Language {
  const asked = c.req.query('lang')?.trim()
  if (asked !== undefined) return /^[a-z]{2}/i.test(asked) && !/^zh/i.test(asked) ? 'en' : 'zh'
  const isForeign = /[a-z]{2}/i.test(c.req.header('accept-language') ?? '')
  const language = accepts(c, {
    header: 'Accept-Language',
    supports: ['zh', 'en'],
    default: isForeign ? 'en' : 'zh',
    match: matchByWeight,
  })
  return language === 'en' ? 'en' : 'zh'
}
