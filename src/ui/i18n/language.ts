import { missing } from '../lib/missing.ts'
/** Languages of the pages, as they stand in `lang`; zh-TW is made of zh-CN when the site is built. */
export const languages = ['zh-CN', 'zh-TW', 'en'] as const
export type Language = (typeof languages)[number]
export type Params = Readonly<Record<string, string | number>>
type Loader = (language: Language) => Promise<{ messages: Readonly<Record<string, string>> }>

const state: {
  language: Language
  messages: Readonly<Record<string, string>>
  loader: Loader | undefined
  /** What only the parts that somebody opens say, once it was wanted. */
  more: Readonly<Record<string, string>> | undefined
  later: Loader | undefined
} = {
  language: 'zh-CN',
  messages: {},
  loader: undefined,
  more: undefined,
  later: undefined,
}

/** The language that the page shows now. */
export function language(): Language {
  return state.language
}

/**
 * Loads the page's catalogue in the language that boot.js chose; `later` has the rest of it. Rejects when the file
 * cannot be fetched.
 */
export async function startLanguage(loader: Loader, later?: Loader): Promise<void> {
  state.loader = loader
  state.later = later
  const { lang } = document.documentElement
  state.language = languages.find((known) => known === lang) ?? 'zh-CN'
  await load(state.language)
}

/** Switches the language, remembers the choice; the caller renders again. Rejects when the catalogue cannot be fetched. */
export async function changeLanguage(next: Language): Promise<void> {
  await load(next)
  document.documentElement.lang = next
  try {
    localStorage.setItem('et.lang', next)
    if (next !== 'en') localStorage.setItem('et.zh', next)
  } catch (error) {
    missing('storage', error)
  }
}

/** The Chinese that the reader chose last, else the one of the browser. */
export function ownChinese(): Language {
  let chosen: string | null = null
  try {
    chosen = localStorage.getItem('et.zh')
  } catch {
    chosen = null // storage is blocked: the browser's languages tell
  }
  const wanted = chosen ?? navigator.languages.find((known) => /^zh/i.test(known)) ?? ''
  return /^zh-(?:tw|hk|mo|hant)/i.test(wanted) ? 'zh-TW' : 'zh-CN'
}

async function load(next: Language): Promise<void> {
  const { loader, later, more } = state
  if (!loader) throw new Error('startLanguage comes first')
  const [page, rest] = await Promise.all([loader(next), more && later?.(next)])
  state.messages = page.messages
  // What a part had fetched in the meantime stays, unless it is of the language before.
  if (rest || next !== state.language) state.more = rest?.messages
  state.language = next
}

/**
 * What a part that is drawn on demand needs: its code, and the texts that the page did not load at first. Rejects when
 * one of them cannot be fetched.
 */
export async function withTexts<T>(code: Promise<T>): Promise<T> {
  const [part] = await Promise.all([code, laterTexts()])
  return part
}

async function laterTexts(): Promise<void> {
  const { language: asked, later, more } = state
  if (more || !later) return
  const { messages } = await later(asked)
  if (asked !== state.language) return laterTexts()
  state.more = messages
}

/** Puts a catalogue in place without loading, for code that has it already. */
export function setMessages(next: Language, messages: Readonly<Record<string, string>>): void {
  state.language = next
  state.messages = messages
}

/**
 * The text of a key. `{name}` is replaced by the parameter (numbers in the language's digits and grouping),
 * `{name:one|many}` by the first word when the parameter is 1, else by the second.
 */
export function translate(key: string, params: Params = {}): string {
  const text = state.messages[key] ?? state.more?.[key] ?? key
  return text.replace(
    /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = params[name]
      if (value === undefined) return whole
      if (one !== undefined) return value === 1 ? one : (many ?? '')
      return typeof value === 'number' ? new Intl.NumberFormat(state.language).format(value) : value
    },
  )
}

/** A `translate` that knows the keys of one catalogue. */
export function translator<M extends Readonly<Record<string, string>>>(): (
  key: keyof M & string,
  params?: Params,
) => string {
  return translate
}
