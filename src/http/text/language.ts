import { negotiate } from '../negotiate.ts'
import type { TextContext } from './text-route.ts'

/** A language that text answers speak. */
export type Language = 'zh' | 'en'

/** Language of an answer: `?lang=`, else what Accept-Language weighs most, else Chinese. Unknown ones read English. */
export function languageOf(c: TextContext): Language {
  const asked = c.req.query('lang')?.trim()
  if (asked !== undefined) return /^[a-z]{2}/i.test(asked) && !/^zh/i.test(asked) ? 'en' : 'zh'
  const header = c.req.header('accept-language')
  const isForeign = /[a-z]{2}/i.test(header ?? '')
  return negotiate(header, { supports: ['zh', 'en'], default: isForeign ? 'en' : 'zh' })
}
