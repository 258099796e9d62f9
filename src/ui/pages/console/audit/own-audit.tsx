import type { JSX } from 'preact'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { FormError } from '../../../components/form.tsx'
import { useConsole } from '../console.ts'
import { Failure, Skeleton, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { usePoll } from '../use-poll.ts'
import { AuditList } from './audit-list.tsx'

/** What was done with the reader's own account. */
export function OwnAudit(): JSX.Element {
  const { api } = useConsole()
  const older = useAction()
  const found = usePoll('own audit', (signal) => api.send(calls.ownAudit(null), { signal }), 0)
  const { data, problem } = found
  const more = async (): Promise<void> => {
    if (!data) return
    const page = await api.send(calls.ownAudit(data.next))
    found.setData({ entries: [...data.entries, ...page.entries], next: page.next })
  }
  return (
    <section class="card section" aria-labelledby="h-audit">
      <h2 id="h-audit">{t('auditMine')}</h2>
      <p class="small dim">{t('auditMineSub')}</p>
      {!data && !problem ? <Skeleton rows={2} /> : null}
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {data?.entries.length === 0 ? <p class="small dim">{t('auditNone')}</p> : null}
      {data && data.entries.length > 0 ? <AuditList entries={data.entries} label={t('auditMine')} /> : null}
      <FormError text={older.problem ? say(older.problem) : ''} />
      {data && data.next !== null ? (
        <div class="section-end">
          <button type="button" class="btn" disabled={older.busy} onClick={() => void older.run(more)}>
            {t('auditOlder')}
          </button>
        </div>
      ) : null}
    </section>
  )
}
