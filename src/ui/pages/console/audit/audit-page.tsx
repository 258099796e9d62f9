import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { auditKinds, auditPage, type AuditEntry } from '../../../../contract/audit.ts'
import { Field, TextField, describe } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import type { Api } from '../../../lib/api.ts'
import { calls } from '../../../lib/api-calls.ts'
import { csvTable, saveCsv } from '../bulk/csv.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { AuthForm } from '../sign-in/auth-card.tsx'
import { Blank, Failure, Skeleton, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { usePoll } from '../use-poll.ts'
import { AuditList } from './audit-list.tsx'

type Filter = Readonly<{ kind: string; user: string }>

/** Pages of 200 that an export reads at most. */
const pagesMax = 50

/** `#/admin/audit`: who did what on the site. */
export function AuditPage(): JSX.Element {
  const { api } = useConsole()
  const [draft, setDraft] = useState<Filter>({ kind: '', user: '' })
  const [filter, setFilter] = useState<Filter>(draft)
  const action = useAction()
  const more = useAction()
  const found = usePoll(
    `audit ${filter.kind} ${filter.user}`,
    (signal) => api.send(calls.siteAudit(filter), { signal }),
    0,
  )
  const { data, problem } = found
  const older = async (): Promise<void> => {
    if (!data?.next) return
    const page = await api.send(calls.siteAudit({ ...filter, before: data.next }))
    found.setData({ entries: [...data.entries, ...page.entries], next: page.next })
  }
  const find = async (): Promise<void> => {
    setFilter({ ...draft, user: draft.user.trim() })
  }
  return (
    <div class="middle-page">
      <PageHead
        title={t('adminAudit')}
        sub={t('auditSub')}
        end={
          <button
            type="button"
            class="btn"
            disabled={more.busy}
            onClick={() => void more.run(async () => saveCsv('audit.csv', auditCsv(await all(api, filter))))}
          >
            {more.busy ? t('working') : t('csv')}
          </button>
        }
      />
      <section class="card section audit-filter" aria-label={t('auditFind')}>
        <AuthForm action={action} onSend={find}>
          <div class="two">
            <Field path="kind" label={t('auditKind')}>
              <select
                class="input"
                {...describe('kind')}
                value={draft.kind}
                onChange={(event) => setDraft({ ...draft, kind: event.currentTarget.value })}
              >
                <option value="">{t('auditAll')}</option>
                {auditKinds.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`audit_${kind}`)}
                  </option>
                ))}
              </select>
            </Field>
            <TextField
              path="user"
              label={t('auditUser')}
              optional
              value={draft.user}
              onValue={(user) => setDraft({ ...draft, user })}
              error={problem?.field === 'user' ? say(problem) : undefined}
              input={{ inputMode: 'email' }}
            />
          </div>
          <div class="section-end">
            <SubmitButton label={t('auditFind')} busy={action.busy} />
          </div>
        </AuthForm>
      </section>
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {!data && !problem ? <Skeleton rows={6} /> : null}
      {data?.entries.length === 0 ? (
        <Blank title={t('auditNone')}>
          <p class="dim">{t('auditNoneMore')}</p>
        </Blank>
      ) : null}
      {data && data.entries.length > 0 ? (
        <div class="card section">
          <AuditList entries={data.entries} label={t('auditTable')} showsWho />
        </div>
      ) : null}
      <FormError text={more.problem ? say(more.problem) : ''} />
      {data && data.next !== null ? (
        <p class="under-card">
          <button type="button" class="btn" disabled={more.busy} onClick={() => void more.run(older)}>
            {t('auditOlder')}
          </button>
        </p>
      ) : null}
    </div>
  )
}

/** All entries that a filter lets pass. */
async function all(api: Api, filter: Filter): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  let before = ''
  for (let at = 0; at < pagesMax; at += 1) {
    const page = await api.send(calls.siteAudit({ ...filter, before, limit: auditPage.max }))
    entries.push(...page.entries)
    if (page.next === null) break
    before = page.next
  }
  return entries
}

/** Entries as CSV. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const names = ['at', 'kind', 'by', 'ip', 'what'] as const
  return csvTable(
    names,
    entries.map((entry) => names.map((name) => entry[name])),
  )
}
