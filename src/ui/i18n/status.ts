import { type Language, translator } from './language.ts'
import type { messages as later } from './zh-CN/status-later.ts'
import type { messages } from './zh-CN/status.ts'

/** Texts of the status page; those of `status-later.ts` are there for what `withTexts` has brought. */
export const t = translator<typeof messages & typeof later>()

type Texts = Promise<{ messages: Readonly<Record<string, string>> }>

/** Fetches the catalogue of this page. */
export function load(language: Language): Texts {
  if (language === 'en') return import('./en/status.ts')
  return language === 'zh-TW' ? import('./zh-CN/status.ts?zh-TW') : import('./zh-CN/status.ts')
}

/** Fetches the texts of what has to be opened. */
export function loadLater(language: Language): Texts {
  if (language === 'en') return import('./en/status-later.ts')
  return language === 'zh-TW' ? import('./zh-CN/status-later.ts?zh-TW') : import('./zh-CN/status-later.ts')
}
