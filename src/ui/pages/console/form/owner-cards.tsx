import type { JSX } from 'preact'
import type { OwnNode } from '../../../../contract/node.ts'
import { Ago } from '../../../components/time.tsx'
import { t } from '../../../i18n/console.ts'
import { moment } from '../../../lib/format.ts'
import { CheckNote } from '../nodes/check-note.tsx'
import { useNodeActions } from '../nodes/use-node-actions.ts'
import { go } from '../use-route.ts'
import { changesOf, withFields } from './changes.ts'
import { formOf, type NodeBody } from './model.ts'
import { MaintenanceCard } from './maintenance-card.tsx'
import type { NodeFormState } from './use-node-form.ts'
import { chinaDate } from './validity.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'

type Props = Readonly<{ node: OwnNode; state: NodeFormState; onChanged: (node: OwnNode) => void }>

/** Token, listing and deletion of a node, beside its form. */
export function OwnerCards({ node, state, onChanged }: Props): JSX.Element {
  const actions = useNodeActions()
  const nowMs = serverNowMs()
  const changed = (newest: OwnNode): void => {
    const mine = Object.keys(changesOf(state.form, node, chinaDate(nowMs))) as (keyof NodeBody)[]
    state.replace(
      withFields(
        formOf(newest),
        state.form,
        mine.filter((name) => name !== 'is_enabled'),
      ),
      formOf(newest),
    )
    onChanged(newest)
  }
  return (
    <>
      <section class="card section" aria-labelledby="h-token">
        <h2 id="h-token">{t('colToken')}</h2>
        <dl class="facts">
          <dt>{t('tokenStart')}</dt>
          <dd>
            <code class="small">{node.token_prefix}…</code>
          </dd>
          <dt>{t('tokenMade')}</dt>
          <dd>
            <Ago atMs={Date.parse(node.token_created_at)} nowMs={nowMs} />
          </dd>
          <dt>{t('tokenUsed')}</dt>
          <dd>
            {node.token_last_used_at === null ? (
              t('never')
            ) : (
              <Ago atMs={Date.parse(node.token_last_used_at)} nowMs={nowMs} />
            )}
          </dd>
          {node.same_machine ? (
            <>
              <dt>{t('reportsFrom')}</dt>
              <dd>{t('sameMachine')}</dd>
            </>
          ) : null}
        </dl>
        {node.previous_token_until !== null && Date.parse(node.previous_token_until) > nowMs ? (
          <p class="tiny dim">
            {t('previousUntil', { t: moment(Date.parse(node.previous_token_until), nowMs) })}
          </p>
        ) : null}
        <div class="section-end">
          <a class="btn" href={`#/nodes/${node.id}/figures`}>
            {t('figures')}
          </a>
          <a class="btn" href={`#/nodes/${node.id}/reporter`}>
            {t('reporter')}
          </a>
          <a class="btn" href={`#/nodes/new?from=${node.id}`}>
            {t('clone')}
          </a>
          <button type="button" class="btn" onClick={() => void actions.regenerate(node)}>
            {t('regenDo')}
          </button>
        </div>
      </section>
      <section class="card section" aria-labelledby="h-listed">
        <h2 id="h-listed">{t('isEnabled')}</h2>
        <p class="small dim">
          {node.is_enabled === 0
            ? t('drainedBody')
            : node.maintenance_until === null
              ? t('listedBody')
              : t('maintainedBody')}
        </p>
        <div class="section-end">
          <button
            type="button"
            class="btn"
            onClick={() => void actions.setEnabled(node, node.is_enabled === 1 ? 0 : 1, changed)}
          >
            {node.is_enabled === 1 ? t('drain') : t('undrain')}
          </button>
          <button type="button" class="btn" onClick={() => void actions.check(node)}>
            {t('checkNow')}
          </button>
        </div>
        <p class="tiny">
          <CheckNote node={node} long />
        </p>
      </section>
      <MaintenanceCard node={node} onChanged={changed} />
      <section class="card section" aria-labelledby="h-del">
        <h2 id="h-del">{t('delDo')}</h2>
        <p class="small dim">{t('delBody')}</p>
        <div class="section-end">
          <button
            type="button"
            class="btn bad-text"
            onClick={() =>
              void actions.remove(node, () => {
                state.dropDraft()
                go('#/nodes')
              })
            }
          >
            {t('delDo')}
          </button>
        </div>
      </section>
    </>
  )
}
