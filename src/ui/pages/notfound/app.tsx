import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { Footer } from '../../components/footer.tsx'
import { AccountLink, Header, publicItems } from '../../components/header.tsx'
import { t } from '../../i18n/notfound.ts'
import { useSiteInfo } from '../../lib/site-info.ts'
import { nameIn, pageTitle } from '../../lib/site-name.ts'

/** What stands where no page is. */
export function App(): JSX.Element {
  const site = useSiteInfo()
  useEffect(() => {
    document.title = pageTitle(t('head'), nameIn(site))
  })
  return (
    <>
      <Header items={publicItems('')} site={site} end={<AccountLink />} />
      <main id="main" class="wrap" tabIndex={-1}>
        <section class="card lost">
          <h1>{t('head')}</h1>
          <p class="dim">{t('body')}</p>
          <p class="lost-links">
            <a class="btn btn-main" href="/">
              {t('toList')}
            </a>
            <a class="btn" href="/console/#/nodes">
              {t('toConsole')}
            </a>
          </p>
        </section>
      </main>
      <Footer version={site.version} />
    </>
  )
}
