import { useEffect, useMemo, useState } from 'preact/hooks'
import type * as v from 'valibot'
import type { PublicAnswer, StatsAnswer } from '../../../contract/public.ts'
import { type Feed, useFeed } from '../../lib/browser-poll.ts'
import { keepSnapshot, readSnapshot } from '../../lib/snapshot.ts'

export type PublicList = v.InferOutput<typeof PublicAnswer>

const listKey = 'et.public'
const statsKey = 'et.stats'

/** The list, polled; the totals and their history follow whenever the list has changed. */
export function useStatusFeed(): Readonly<{ feed: Feed<PublicList>; stats: StatsAnswer | undefined }> {
  const kept = useMemo(() => readSnapshot<PublicList>(listKey, Date.now()), [])
  const feed = useFeed<PublicList>('/api/public?show_offline=true', kept)
  const [stats, setStats] = useState(() => readSnapshot<StatsAnswer>(statsKey, Date.now())?.data)
  const list = feed.data
  const answered = feed.status === 200
  useEffect(() => {
    if (!list || !answered) return
    keepSnapshot(listKey, list, feed.freshMs)
  }, [list, answered])
  const seeded = list !== undefined && list === kept?.data
  useEffect(() => {
    // The first request leaves beside the list's own; a seed is not news.
    if (seeded && feed.status !== 0) return undefined
    const control = new AbortController()
    fetch('/api/stats', { signal: control.signal })
      .then(async (response) => {
        if (!response.ok) throw new Error(`HTTP ${response.status}`)
        const fresh = (await response.json()) as StatsAnswer
        setStats(fresh)
        keepSnapshot(statsKey, fresh, Date.parse(fresh.generated_at))
      })
      .catch((error: unknown) => {
        if (!control.signal.aborted) console.warn('no totals', error)
      })
    return () => control.abort()
  }, [list?.generated_at])
  return { feed, stats }
}
