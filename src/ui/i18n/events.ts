import { type Language, translator } from './language.ts'
import type { messages } from './zh-CN/events.ts'

export const t = translator<typeof messages>()

/** Fetches the catalogue of this page. */
export function load(language: Language): Promise<{ messages: Readonly<Record<string, string>> }> {
  if (language === 'en') return import('./en/events.ts')
  return language === 'zh-TW' ? import('./zh-CN/events.ts?zh-TW') : import('./zh-CN/events.ts')
}
