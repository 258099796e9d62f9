/** Languages of the pages, as they stand in `lang`; zh-TW is made of zh-CN when the site is built. */
export const languages = ['zh-CN', 'zh-TW', 'en'] as const
export type Language = (typeof languages)[number]
export type Params = Readonly<Record<string, string | number>>
type Loader = (language: Language) => Promise<{ messages: Readonly<Record<string, string>> }>

const state: { language: Language; messages: Readonly<Record<string, string>>; loader: Loader | undefined } =
  {
    language: 'zh-CN',
    messages: {},
    loader: undefined,
  }

/** The language that the page shows now. */
export function language(): Language {
  return state.language
}

/** Loads the page's catalogue in the language that boot.js chose. Rejects when the file cannot be fetched. */
export async function startLanguage(loader: Loader): Promise<void> {
  state.loader = loader
  const { lang } = document.documentElement
  await load(languages.find((known) => known === lang) ?? 'zh-CN')
}

/** Switches the language, remembers the choice; the caller renders again. Rejects when the catalogue cannot be fetched. */
export async function changeLanguage(next: Language): Promise<void> {
  await load(next)
  document.documentElement.lang = next
  try {
    localStorage.setItem('et.lang', next)
    if (next !== 'en') localStorage.setItem('et.zh', next)
  } catch (error) {
    console.warn('the language cannot be stored', error)
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
  if (!state.loader) throw new Error('startLanguage comes first')
  const { messages } = await state.loader(next)
  state.messages = messages
  state.language = next
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
  const text = state.messages[key] ?? key
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
