import type { Language } from './language.ts'

/** Fetches the catalogue of a page that has no texts beyond the shell's. */
export function load(language: Language): Promise<{ messages: Readonly<Record<string, string>> }> {
  if (language === 'en') return import('./en/shell.ts')
  return language === 'zh-TW' ? import('./zh-CN/shell.ts?zh-TW') : import('./zh-CN/shell.ts')
}
