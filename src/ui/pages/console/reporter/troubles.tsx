import type { JSX } from 'preact'
import { t } from '../../../i18n/console.ts'

/** The three usual failures and what they mean. */
export function Troubles(): JSX.Element {
  return (
    <>
      <dl class="troubles small">
        <div>
          <dt>{t('trouble1')}</dt>
          <dd>{t('trouble1Body')}</dd>
        </div>
        <div>
          <dt>{t('trouble2')}</dt>
          <dd>{t('trouble2Body')}</dd>
        </div>
        <div>
          <dt>{t('trouble3')}</dt>
          <dd>
            {t('trouble3Body')} <code>{`curl -I ${location.origin}`}</code>
          </dd>
        </div>
      </dl>
      <p class="small">
        <a href="/docs/operators/#platforms" target="_blank" rel="noreferrer">
          {t('platforms')}
        </a>
        {' · '}
        <a href="/docs/operators/#when-something-is-wrong" target="_blank" rel="noreferrer">
          {t('troubleMore')}
        </a>
      </p>
    </>
  )
}
