import { type Language, translator } from './language.ts'
import type { messages } from './zh-CN/console.ts'

export const t = translator<typeof messages>()

/** Fetches the catalogue of the console. */
export function load(language: Language): Promise<{ messages: Readonly<Record<string, string>> }> {
  if (language === 'en') return import('./en/console.ts')
  return language === 'zh-TW' ? import('./zh-CN/console.ts?zh-TW') : import('./zh-CN/console.ts')
}
