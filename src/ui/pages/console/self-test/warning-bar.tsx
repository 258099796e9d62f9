import type { JSX } from 'preact'
import { Glyph } from '../../../components/glyph.tsx'
import { t } from '../../../i18n/console.ts'
import { useConsole } from '../console.ts'
import type { RouteName } from '../routes.ts'
import { useStore } from '../store.ts'

/** Stands over the console's pages while the last self-test has a red row, for administrators. */
export function SelfTestWarning({ on }: { on: RouteName }): JSX.Element | null {
  const { selfTest, signedIn } = useStore(useConsole().store)
  const count = selfTest?.rows.filter(({ level }) => level === 'red').length ?? 0
  if (count === 0 || signedIn === undefined || on === 'admin-self-test') return null
  return (
    <div class="bar-note" role="status">
      <Glyph tone="bad" />
      <div>
        <p class="bar-title">{t('selfTestRed', { n: count })}</p>
      </div>
      <a class="btn" href="#/admin/self-test">
        {t('selfTestSee')}
      </a>
    </div>
  )
}
