import type { JSX } from 'preact'
import { t } from '../../i18n/node.ts'

/** Stands for the node until the first answer. */
export function Skeleton({ failed }: { failed: boolean }): JSX.Element {
  return (
    <>
      <div class="node-head">
        <p class="crumbs small">
          <a href="/">{t('allNodes')}</a>
        </p>
        <div class="node-title">
          <h1>
            {failed ? (
              t('siteUnreachable')
            ) : (
              <>
                <span class="sr">{t('loading')}</span>
                <span class="bone bone-title" aria-hidden="true" />
              </>
            )}
          </h1>
        </div>
      </div>
      <div class="node-grid" aria-hidden="true">
        <div class="node-main">
          <div class="card bone-card bone-uptime" />
          <div class="card bone-card bone-day" />
        </div>
        <div class="node-side">
          <div class="card bone-card bone-connect" />
        </div>
      </div>
    </>
  )
}
