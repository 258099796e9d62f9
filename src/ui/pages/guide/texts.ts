import { type Language, languages } from '../../i18n/language.ts'

/** The static text of the page in each language, taken out of the document before the page is drawn over it. */
const texts = new Map<Language, HTMLElement>()

/** Keeps what the built page holds, with this site's address in the place of `https://HOST`. */
export function takeTexts(): void {
  for (const text of document.querySelectorAll<HTMLElement>('.guide-text')) {
    fillHost(text)
    texts.set(languages.find((known) => known === text.lang) ?? 'zh-CN', text)
  }
}

/** The text of a language. Throws when the page was built without it. */
export function textIn(language: Language): HTMLElement {
  const text = texts.get(language)
  if (!text) throw new Error(`the guide has no text in ${language}`)
  return text
}

function fillHost(text: HTMLElement): void {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { currentNode } = walker
    if (currentNode instanceof Text) currentNode.data = withOrigin(currentNode.data, location.origin)
  }
}

/** Text of a guide for the site at that address; where it has no TLS, curl is not told to insist on it. */
export function withOrigin(text: string, origin: string): string {
  const own = origin.startsWith('https:') ? text : text.replaceAll(`--proto '=https' `, '')
  return own.replaceAll('https://HOST', origin)
}

/** The fragment of an address as it is read; '' when its escapes make no text. */
export function readHash(hash: string): string {
  try {
    return decodeURIComponent(hash)
  } catch {
    return ''
  }
}

const idPrefixes = { 'zh-CN': 'zh-', 'zh-TW': 'tw-', en: '' } as const satisfies Record<Language, string>

/** The same place in another language: ids of the Chinese texts begin with `zh-` and `tw-`. */
export function hashIn(language: Language, hash: string): string {
  const id = hash.replace(/^#(?:zh-|tw-)?/, '')
  return id === '' ? '' : `#${idPrefixes[language]}${id}`
}
