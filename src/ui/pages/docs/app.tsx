import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import openapi from '../../../contract/openapi.json'
import { CodeLine } from '../../components/code-line.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Footer } from '../../components/footer.tsx'
import { AccountLink, Header, publicItems } from '../../components/header.tsx'
import { Icon } from '../../components/icon.tsx'
import { t } from '../../i18n/docs.ts'
import { useSiteInfo } from '../../lib/site-info.ts'
import { nameIn, pageTitle } from '../../lib/site-name.ts'
import { OperationSection } from './operation.tsx'
import { type Document, operations } from './reference.ts'

const all = operations(openapi as unknown as Document)
const tags = ['public', 'edgeone', 'auth', 'nodes', 'alerts', 'keys', 'system'] as const

/** Addresses that answer text and so are not in the OpenAPI document. */
const texts = [
  ['/peer', 'peerText'],
  ['/node/{id}', 'nodeText'],
  ['/badge/{id}.svg', 'badgeText'],
  ['/badge/site.svg', 'siteBadgeText'],
  ['/feed.xml', 'feedText'],
] as const

/** The API reference, made from `openapi.json` when the site is built. */
export function App(): JSX.Element {
  const site = useSiteInfo()
  useEffect(() => {
    document.title = pageTitle(t('head'), nameIn(site))
  })
  useEffect(() => {
    const target = document.getElementById(location.hash.slice(1))
    if (target) target.scrollIntoView()
  }, [])
  return (
    <>
      <Header items={publicItems('docs')} site={site} end={<AccountLink />} />
      <main id="main" class="wrap docs" tabIndex={-1}>
        <Contents />
        <div class="docs-body">
          <h1>{t('head')}</h1>
          <p>
            {t('guides')}{' '}
            <a class="in-text" href="/docs/players/">
              {t('guidePlayers')}
            </a>
            {' · '}
            <a class="in-text" href="/docs/clients/">
              {t('guideClients')}
            </a>
            {' · '}
            <a class="in-text" href="/docs/operators/">
              {t('guideOperators')}
            </a>
            {' · '}
            <a class="in-text" href="/docs/self-hosting/">
              {t('guideSelfHosting')}
            </a>
            {' · '}
            <a class="in-text" href="/docs/alerts/">
              {t('guideAlerts')}
            </a>
            {' · '}
            <a class="in-text" href="/docs/deploying/">
              {t('guideDeploying')}
            </a>
            {' · '}
            <a class="in-text" href="/docs/moving-from-easytier-worker/">
              {t('guideMoving')}
            </a>
          </p>
          <Intro />
          {tags.map((tag) => (
            <div key={tag}>
              <h2>{t(tag)}</h2>
              {all
                .filter((operation) => operation.tag === tag)
                .map((operation) => (
                  <OperationSection key={operation.id} operation={operation} />
                ))}
            </div>
          ))}
        </div>
      </main>
      <Footer version={site.version} />
    </>
  )
}

const wide = matchMedia('(min-width: 900px)')

/** All calls with their addresses: beside the text, or folded above it where there is no room. */
function Contents(): JSX.Element {
  const [open, setOpen] = useState(wide.matches)
  useEffect(() => {
    const follow = (): void => setOpen(wide.matches)
    wide.addEventListener('change', follow)
    return () => wide.removeEventListener('change', follow)
  }, [])
  return (
    <nav class="toc" aria-label={t('contents')}>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <Icon name="chevron" />
          {t('contents')}
        </summary>
        {tags.map((tag) => (
          <div key={tag}>
            <p class="toc-tag">{t(tag)}</p>
            <ul>
              {all
                .filter((operation) => operation.tag === tag)
                .map((operation) => (
                  <li key={operation.id}>
                    <a href={`#${operation.id}`}>
                      <span class={`verb verb-${operation.method.toLowerCase()}`}>{operation.method}</span>
                      {operation.path.replace('/api', '')}
                    </a>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </details>
    </nav>
  )
}

function Intro(): JSX.Element {
  const peer = `${location.origin}/peer`
  return (
    <>
      <p class="dim">
        {t('lead')}{' '}
        <a class="in-text" href="/api/openapi.json">
          openapi.json
        </a>
      </p>
      <section class="card op">
        <ul class="notes">
          <li>{t('noteBase', { origin: location.origin })}</li>
          <li>{t('noteAuth')}</li>
          <li>{t('noteErrors')}</li>
          <li>{t('noteUnits')}</li>
          <li>{t('noteCache')}</li>
        </ul>
      </section>
      <h2>{t('texts')}</h2>
      <section class="card op">
        <p class="codebox">
          <code>
            <CodeLine text={peer} />
          </code>
          <CopyButton text={peer} what="/peer" bare />
        </p>
        <dl class="texts">
          {texts.map(([path, text]) => (
            <div key={path}>
              <dt>
                <code>{path}</code>
              </dt>
              <dd>{t(text)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  )
}
