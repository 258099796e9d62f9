import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { withTexts } from '../i18n/language.ts'
import { missing } from '../lib/missing.ts'
import { type Announced, keptBanners, siteSoon } from '../lib/site-info.ts'
import { useLate } from '../lib/use-late.ts'
import type { Notices } from './notice.tsx'

const ready: { Notices: typeof Notices | undefined } = { Notices: undefined }

async function fetchNotices(): Promise<typeof Notices> {
  ready.Notices ??= (await withTexts(import('./notice.tsx'))).Notices
  return ready.Notices
}

/**
 * What draws announcements, where the site is known to make any once `asked` has settled: the first paint then has
 * them in their place.
 */
export async function noticesSoon(asked: Promise<void> = siteSoon()): Promise<void> {
  await asked
  if (!keptBanners()) return
  try {
    await fetchNotices()
  } catch (error) {
    missing('announcements', error)
  }
}

/** The announcements of the site, `told` once it has answered; what draws them is fetched where there are any. */
export function LateNotices({ told }: { told: Announced | undefined }): JSX.Element | null {
  const [inPlace] = useState(() => ready.Notices !== undefined)
  const isLoud = inPlace || (told?.notice ?? '') !== '' || (told?.announcements ?? []).length > 0
  const { it } = useLate(isLoud, async () => ({ Drawn: await fetchNotices() }))
  const Drawn = ready.Notices ?? it?.Drawn
  return Drawn ? <Drawn inPlace={inPlace} told={told} /> : null
}
