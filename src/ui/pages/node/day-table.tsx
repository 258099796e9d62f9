import type { JSX } from 'preact'
import { t } from '../../i18n/node.ts'
import { type Day, uptime } from '../../lib/days.ts'
import { duration, percent } from '../../lib/format.ts'
import { siteDate, siteZoneName } from '../../lib/site-zone.ts'

/** The strip as a table, the newest day first. */
export function DayTable({ days }: { days: readonly Day[] }): JSX.Element {
  return (
    <div class="day-table" tabIndex={0} role="region" aria-label={t('table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('tableDate', { zone: siteZoneName() })}</th>
            <th scope="col">{t('uptime')}</th>
            <th scope="col">{t('tableDown')}</th>
          </tr>
        </thead>
        <tbody>
          {[...days].reverse().map((day) => {
            const share = uptime([day])
            return (
              <tr key={day.startMs}>
                <th scope="row">{siteDate(day.startMs)}</th>
                <td>{share === undefined ? t('noData') : `${percent(share)}%`}</td>
                <td>{day.down > 0 ? duration(day.down * 600) : share === undefined ? '' : t('tableNone')}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
