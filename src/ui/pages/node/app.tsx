import type { JSX } from 'preact'
import { Footer } from '../../components/footer.tsx'
import { AccountLink, Header, publicItems } from '../../components/header.tsx'
import { t } from '../../i18n/node.ts'

export function App(): JSX.Element {
  return (
    <>
      <Header items={publicItems('')} end={<AccountLink />} />
      <main id="main" class="wrap" tabIndex={-1}>
        <h1>{t('title')}</h1>
      </main>
      <Footer />
    </>
  )
}
