import { type ComponentType, render } from 'preact'
import { changeLanguage, type Language, language, ownChinese, startLanguage } from '../i18n/language.ts'

type Loader = Parameters<typeof startLanguage>[0]

const page: { draw: () => void } = { draw: () => undefined }

/**
 * Loads the catalogue, then puts the page in the place of the static skeleton, in one frame.
 * `App` is drawn again after a change of language and by `redraw`; it waits for `before`, too. `later` loads the texts
 * of what is drawn on demand. A page must not `await` it: parts that it waits for import the page's own script.
 */
export async function mount(
  App: ComponentType,
  loader: Loader,
  before?: Promise<void>,
  later?: Loader,
): Promise<void> {
  await Promise.all([startLanguage(loader, later), before])
  const root = document.getElementById('app')
  if (!root) throw new Error('the page has no #app')
  root.replaceChildren()
  page.draw = () => render(<App />, root)
  page.draw()
}

/** Draws the whole page again, memoised parts excepted. */
export function redraw(): void {
  page.draw()
}

/** Shows the page in English, or in the Chinese that its reader had last. */
export function otherLanguage(): Promise<void> {
  return showLanguage(language() === 'en' ? ownChinese() : 'en')
}

/** Shows the page in a language and remembers it. Rejects when its texts cannot be fetched. */
export async function showLanguage(next: Language): Promise<void> {
  await changeLanguage(next)
  page.draw()
}
