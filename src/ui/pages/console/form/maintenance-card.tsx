import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { OwnNode } from '../../../../contract/node.ts'
import { hourMs } from '../../../../contract/time.ts'
import { t } from '../../../i18n/console.ts'
import { Icon } from '../../../components/icon.tsx'
import { moment } from '../../../lib/format.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { WeeklyWindows } from './weekly-windows.tsx'
import { useNodeActions } from '../nodes/use-node-actions.ts'

type Props = Readonly<{ node: OwnNode; onChanged: (node: OwnNode) => void }>

/** How long a maintenance may be set to last, in hours. */
const choices = [1, 2, 4, 8, 24, 72] as const

/** Sets a node into maintenance for some hours, or ends it. */
export function MaintenanceCard({ node, onChanged }: Props): JSX.Element {
  const actions = useNodeActions()
  const [hours, setHours] = useState<number>(choices[0])
  const nowMs = serverNowMs()
  const until = node.maintenance_until
  return (
    <section class="card section" aria-labelledby="h-maintenance">
      <h2 id="h-maintenance">{t('maintenance')}</h2>
      <p class="small dim">
        {until === null
          ? t('maintenanceBody')
          : t('maintainedUntil', { t: moment(Date.parse(until), nowMs) })}
      </p>
      <div class="section-end">
        {until === null ? (
          <>
            <span class="select">
              <select
                class="input"
                aria-label={t('maintenanceFor')}
                value={hours}
                onChange={(event) => setHours(Number(event.currentTarget.value))}
              >
                {choices.map((one) => (
                  <option key={one} value={one}>
                    {t('maintenanceHours', { n: one })}
                  </option>
                ))}
              </select>
              <Icon name="chevron" />
            </span>
            <button
              type="button"
              class="btn"
              onClick={() =>
                void actions.maintain(node, new Date(serverNowMs() + hours * hourMs).toISOString(), onChanged)
              }
            >
              {t('maintainDo')}
            </button>
          </>
        ) : (
          <button type="button" class="btn" onClick={() => void actions.maintain(node, '', onChanged)}>
            {t('maintainEnd')}
          </button>
        )}
      </div>
      <WeeklyWindows node={node} onChanged={onChanged} />
    </section>
  )
}
