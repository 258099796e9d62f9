import { missing } from '../../lib/missing.ts'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
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
  // The first request leaves beside the list's own; later ones follow a list that is newer than the first.
  const first = useRef(true)
  const made = answered ? (list?.generated_at ?? '') : ''
  useEffect(() => {
    if (made === '' && !first.current) return undefined
    if (made !== '' && first.current) {
      first.current = false
      return undefined
    }
    fetch('/api/stats')
      .then(async (response) => {
        if (!response.ok) throw new Error(`HTTP ${response.status}`)
        const fresh = (await response.json()) as StatsAnswer
        setStats(fresh)
        keepSnapshot(statsKey, fresh, Date.parse(fresh.generated_at))
      })
      .catch((error: unknown) => missing('totals', error))
    return undefined
  }, [made])
  return { feed, stats }
}
