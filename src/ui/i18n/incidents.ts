import { type Language, translator } from './language.ts'
import type { messages } from './zh-CN/incidents.ts'

export const t = translator<typeof messages>()

/** Fetches the catalogue of this page. */
export function load(language: Language): Promise<{ messages: Readonly<Record<string, string>> }> {
  if (language === 'en') return import('./en/incidents.ts')
  return language === 'zh-TW' ? import('./zh-CN/incidents.ts?zh-TW') : import('./zh-CN/incidents.ts')
}
