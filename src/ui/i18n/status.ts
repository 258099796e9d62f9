import { type Language, translator } from './language.ts'
import type { messages } from './zh-CN/status.ts'

export const t = translator<typeof messages>()

/** Fetches the catalogue of this page. */
export function load(language: Language): Promise<{ messages: Readonly<Record<string, string>> }> {
  return language === 'en' ? import('./en/status.ts') : import('./zh-CN/status.ts')
}
