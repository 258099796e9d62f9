import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { QueueEntry } from '../../../../contract/listing.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { describe, Field } from '../../../components/field.tsx'
import { FormError } from '../../../components/form.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { absolute } from '../../../lib/format.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { Blank, Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { usePoll } from '../use-poll.ts'

type Verdict = 'approve' | 'refuse' | 'hide' | 'show' | 'dismiss'

/** `#/admin/queue`: nodes that wait for an administrator. */
export function QueuePage(): JSX.Element {
  const { api } = useConsole()
  const found = usePoll('queue', (signal) => api.send(calls.listingQueue(), { signal }), 60_000)
  const { data, problem } = found
  return (
    <>
      <PageHead title={t('adminQueue')} sub={data ? t('queueSub', { n: data.total }) : undefined} />
      {problem && data ? <StaleBar problem={problem} atMs={found.atMs} onRetry={found.reload} /> : null}
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {!data && !problem ? <Skeleton rows={4} /> : null}
      {data?.entries.length === 0 ? <Blank title={t('queueEmpty')} /> : null}
      {data?.entries.map((entry) => (
        <Entry key={entry.id} entry={entry} onJudged={found.reload} />
      ))}
    </>
  )
}

/** What may be said of a node as it stands. */
function verdictsOf({ listing, complaints_total }: QueueEntry): readonly Verdict[] {
  const settles: readonly Verdict[] = complaints_total > 0 ? ['dismiss'] : []
  if (listing === 'hidden') return ['show', ...settles]
  if (listing === 'refused') return ['approve', ...settles]
  if (listing === 'unapproved') return ['approve', 'refuse', ...settles]
  return ['hide', ...settles]
}

const verbs = {
  approve: 'approve',
  refuse: 'refuse',
  hide: 'hideNode',
  show: 'showNode',
  dismiss: 'dismiss',
} as const satisfies Record<Verdict, Parameters<typeof t>[0]>

function Entry({ entry, onJudged }: { entry: QueueEntry; onJudged: () => void }): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [asked, setAsked] = useState<'refuse' | 'hide' | undefined>()
  const judge = async (verdict: Verdict, reason = ''): Promise<void> => {
    const isDone = await action.run(async () => {
      const { mailed } = await api.send(calls.judgeNode(entry.id, { verdict, reason }))
      showToast({ tone: 'good', text: t(mailed ? 'judgedMailed' : 'judged', { name: entry.node_name }) })
    })
    if (isDone) setAsked(undefined)
    if (isDone) onJudged()
  }
  return (
    <section class="card section" aria-labelledby={`q-${entry.id}`}>
      <h2 id={`q-${entry.id}`} dir="auto">
        <a href={`#/nodes/${entry.id}`}>{entry.node_name}</a>
      </h2>
      <p class="small dim">
        {t(`state_${entry.listing}`)} · {entry.owner_email} · {absolute(Date.parse(entry.created_at))}
      </p>
      {entry.complaints_total > 0 ? (
        <>
          <p class="small">{t('complaintsOf', { n: entry.complaints_total })}</p>
          <ul class="small">
            {entry.complaints.map((one) => (
              <li key={`${one.at} ${one.reason}`}>
                <time dateTime={one.at}>{absolute(Date.parse(one.at))}</time> {t(`reason_${one.reason}`)}
                {one.text === '' ? null : <span dir="auto">: {one.text}</span>}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <FormError text={action.problem && asked === undefined ? say(action.problem) : ''} />
      <div class="section-end">
        {verdictsOf(entry).map((verdict) => (
          <button
            key={verdict}
            type="button"
            class={verdict === 'approve' ? 'btn btn-main' : 'btn'}
            disabled={action.busy}
            onClick={() =>
              verdict === 'refuse' || verdict === 'hide' ? setAsked(verdict) : void judge(verdict)
            }
          >
            {t(verbs[verdict])}
          </button>
        ))}
      </div>
      {asked === undefined ? null : (
        <ReasonDialog
          title={t(asked === 'refuse' ? 'refuseAsk' : 'hideAsk', { name: entry.node_name })}
          act={t(verbs[asked])}
          busy={action.busy}
          problem={action.problem ? say(action.problem) : ''}
          onClose={() => setAsked(undefined)}
          onSend={(reason) => void judge(asked, reason)}
        />
      )}
    </section>
  )
}

type ReasonProps = Readonly<{
  title: string
  act: string
  busy: boolean
  problem: string
  onClose: () => void
  onSend: (reason: string) => void
}>

function ReasonDialog({ title, act, busy, problem, onClose, onSend }: ReasonProps): JSX.Element {
  const [reason, setReason] = useState('')
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="small dim">{t('verdictBody')}</p>
      <Field path="verdict-reason" label={t('verdictReason')} hint={t('verdictReasonHint')} optional>
        <textarea
          class="input"
          rows={3}
          maxLength={500}
          {...describe('verdict-reason', undefined, true)}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </Field>
      <FormError text={problem} />
      <div class="dialog-end">
        <button type="button" class="btn" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="button" class="btn btn-danger" disabled={busy} onClick={() => onSend(reason.trim())}>
          {act}
        </button>
      </div>
    </Dialog>
  )
}
