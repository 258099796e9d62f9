import { type Language, translator } from './language.ts'
import type { messages } from './zh-CN/console.ts'

export const t = translator<typeof messages>()

/** Fetches the catalogue of the console. */
export function load(language: Language): Promise<{ messages: Readonly<Record<string, string>> }> {
  return language === 'en' ? import('./en/console.ts') : import('./zh-CN/console.ts')
}
