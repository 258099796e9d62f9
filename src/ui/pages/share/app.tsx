import type { ComponentChildren, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { CodeLine } from '../../components/code-line.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Footer } from '../../components/footer.tsx'
import { AccountLink, Header, publicItems } from '../../components/header.tsx'
import { Icon } from '../../components/icon.tsx'
import { t } from '../../i18n/share.ts'
import { signedIn } from '../../lib/preferences.ts'
import { useSiteInfo } from '../../lib/site-info.ts'
import { nameIn, pageTitle } from '../../lib/site-name.ts'

const startLine = "easytier-core --network-name 'my-network' --network-secret 'my-secret' --no-tun"

const questions = [
  ['q1', 'a1'],
  ['q2', 'a2'],
  ['q3', 'a3'],
] as const

/** Three steps from a machine to a listed node. */
export function App(): JSX.Element {
  const site = useSiteInfo()
  useEffect(() => {
    document.title = pageTitle(t('head'), nameIn(site))
  })
  return (
    <>
      <Header items={publicItems('share')} site={site} end={<AccountLink />} />
      <main id="main" class="wrap share" tabIndex={-1}>
        <h1>{t('head')}</h1>
        <p class="dim">{t('lead')}</p>
        <ol class="card steps">
          <Step n={1} title={t('step1')}>
            <p>{t('step1Body')}</p>
            <p>{t('step1Code')}</p>
            <p class="codebox">
              <code>
                <CodeLine text={startLine} />
              </code>
              <CopyButton text={startLine} what={t('step1')} bare />
            </p>
            <p class="small dim">{t('step1Port')}</p>
          </Step>
          <Step n={2} title={t('step2')}>
            <p>{t('step2Body')}</p>
            <p>{t('step2Limits')}</p>
            <p class="small dim">{t('step2Private')}</p>
            <p>
              <a class="btn btn-main" href={signedIn() ? '/console/#/nodes/new' : '/console/#/register'}>
                {t('step2Button')}
              </a>
            </p>
          </Step>
          <Step n={3} title={t('step3')}>
            <p>{t('step3Body')}</p>
            <p>{t('step3Done')}</p>
            <p>
              <a href="/reporter.sh">{t('step3Look')}</a>
            </p>
            <p>
              {t('guideBody')}{' '}
              <a class="in-text" href="/docs/operators/">
                {t('guide')}
              </a>
            </p>
          </Step>
        </ol>
        <h2>{t('faq')}</h2>
        <div class="card faq">
          {questions.map(([question, answer]) => (
            <details key={question}>
              <summary>
                {t(question)}
                <Icon name="chevron" />
              </summary>
              <p>{t(answer)}</p>
            </details>
          ))}
        </div>
        <p class="dim">
          {t('useBody')}{' '}
          <a class="in-text" href="/docs/clients/">
            {t('use')}
          </a>
        </p>
      </main>
      <Footer version={site.version} />
    </>
  )
}

function Step({
  n,
  title,
  children,
}: {
  n: number
  title: string
  children: ComponentChildren
}): JSX.Element {
  return (
    <li>
      <span class="step-n" aria-hidden="true">
        {n}
      </span>
      <div class="step-body">
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  )
}
