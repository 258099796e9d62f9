import type { JSX } from 'preact'
import { Footer } from '../../components/footer.tsx'
import { AccountLink, Header, publicItems } from '../../components/header.tsx'

/** The frame of this page. */
export function App(): JSX.Element {
  return (
    <>
      <Header items={publicItems('')} end={<AccountLink />} />
      <main id="main" class="wrap" tabIndex={-1} />
      <Footer />
    </>
  )
}
