import type { Language } from './language.ts'

/** Fetches the catalogue of a page that has no texts beyond the shell's. */
export function load(language: Language): Promise<{ messages: Readonly<Record<string, string>> }> {
  return language === 'en' ? import('./en/shell.ts') : import('./zh-CN/shell.ts')
}
