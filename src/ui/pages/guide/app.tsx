import { render, type JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { CopyButton } from '../../components/copy-button.tsx'
import { Footer } from '../../components/footer.tsx'
import { AccountLink, Header, publicItems } from '../../components/header.tsx'
import { language } from '../../i18n/language.ts'
import { useSiteInfo } from '../../lib/site-info.ts'
import { nameIn, pageTitle } from '../../lib/site-name.ts'
import { hashIn, readHash, textIn } from './texts.ts'

/** A guide: the built text of the reader's language, with copy buttons. */
export function App(): JSX.Element {
  const site = useSiteInfo()
  const main = useRef<HTMLElement>(null)
  const shown = language()
  useLayoutEffect(() => {
    const text = textIn(shown)
    main.current?.replaceChildren(text)
    addCopyButtons(text)
  }, [shown])
  useEffect(() => {
    document.title = pageTitle(main.current?.querySelector('h1')?.textContent ?? '', nameIn(site))
  }, [shown, nameIn(site)])
  useEffect(() => {
    const show = (): void => {
      const asked = readHash(location.hash)
      const hash = hashIn(shown, asked)
      if (hash === '') return
      if (asked !== hash) history.replaceState(null, '', hash)
      document.getElementById(hash.slice(1))?.scrollIntoView()
    }
    show()
    addEventListener('hashchange', show)
    return () => removeEventListener('hashchange', show)
  }, [shown])
  return (
    <>
      <Header items={publicItems('')} site={site} end={<AccountLink />} />
      <main id="main" class="wrap guide" tabIndex={-1} ref={main} />
      <Footer version={site.version} />
    </>
  )
}

function addCopyButtons(text: HTMLElement): void {
  for (const place of text.querySelectorAll<HTMLElement>('[data-copy]')) {
    const code = place.previousElementSibling
    render(<CopyButton text={code?.textContent ?? ''} what={place.dataset['copy'] ?? ''} bare />, place)
  }
}
