import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Announcement } from '../../../../contract/announcements.ts'
import { FormError } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { Blank, Failure, Skeleton, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { usePoll } from '../use-poll.ts'
import { AnnouncementCard } from './announcement-card.tsx'
import { AnnouncementForm } from './announcement-form.tsx'

/** `#/admin/announcements`: what the site tells everybody. */
export function AnnouncementsPage(): JSX.Element {
  const { api } = useConsole()
  const found = usePoll('announcements', (signal) => api.send(calls.listAnnouncements(null), { signal }), 0)
  const older = useAction()
  /** The one that is changed; `new` is none yet. */
  const [open, setOpen] = useState('')
  const { data, problem } = found
  const all = data?.announcements ?? []
  const put = (announcements: Announcement[]): void => {
    if (data) found.setData({ ...data, announcements })
  }
  const saved = (announcement: Announcement): void => {
    const isKnown = all.some(({ id }) => id === announcement.id)
    put(
      isKnown ? all.map((one) => (one.id === announcement.id ? announcement : one)) : [announcement, ...all],
    )
    setOpen('')
  }
  const more = async (): Promise<void> => {
    if (!data) return
    const page = await api.send(calls.listAnnouncements(data.next))
    found.setData({ announcements: [...all, ...page.announcements], next: page.next })
  }
  return (
    <div class="middle-page">
      <PageHead
        title={t('adminAnnouncements')}
        sub={
          <>
            {t('announcementsSub')}{' '}
            <a class="in-text" href="/incidents/">
              {t('announcementsPublic')}
            </a>
          </>
        }
        end={
          <button type="button" class="btn btn-main" onClick={() => setOpen('new')}>
            {t('announcementNew')}
          </button>
        }
      />
      <div class="stack">
        {problem && !data ? (
          <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
        ) : null}
        {!data && !problem ? <Skeleton rows={3} /> : null}
        {open === 'new' ? <AnnouncementForm onSaved={saved} onClose={() => setOpen('')} /> : null}
        {data && all.length === 0 && open !== 'new' ? <Blank title={t('announcementsNone')} /> : null}
        {all.map((one) =>
          open === one.id ? (
            <AnnouncementForm key={one.id} known={one} onSaved={saved} onClose={() => setOpen('')} />
          ) : (
            <AnnouncementCard
              key={one.id}
              announcement={one}
              onChanged={saved}
              onEdit={() => setOpen(one.id)}
              onGone={() => put(all.filter(({ id }) => id !== one.id))}
            />
          ),
        )}
        <FormError text={older.problem ? say(older.problem) : ''} />
        {data && data.next !== null ? (
          <button type="button" class="btn" disabled={older.busy} onClick={() => void older.run(more)}>
            {t('announcementOlder')}
          </button>
        ) : null}
      </div>
    </div>
  )
}
