import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { limits } from '../../../../contract/limits.ts'
import type { OwnNode } from '../../../../contract/node.ts'
import { t } from '../../../i18n/console.ts'
import { Icon } from '../../../components/icon.tsx'
import { weekday } from '../../../lib/format.ts'
import { zoneName } from '../../../lib/zone-name.ts'
import { useNodeActions } from '../nodes/use-node-actions.ts'

type Props = Readonly<{ node: OwnNode; onChanged: (node: OwnNode) => void }>
type Window = OwnNode['weekly_maintenance'][number]

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

function words({ weekday: day, from, to, utc_offset: offset }: Window): string {
  const ends = to > from ? to : t('weeklyNextDay', { t: to })
  return `${weekday(day)} ${from}–${ends} (${zoneName(offset)})`
}

/** The weekly maintenance of a node: each window with its button, and a line for one more, by this device's clock. */
export function WeeklyWindows({ node, onChanged }: Props): JSX.Element {
  const actions = useNodeActions()
  const [draft, setDraft] = useState({ weekday: 2, from: '03:00', to: '05:00' })
  const windows = node.weekly_maintenance
  const zone = -new Date().getTimezoneOffset()
  const drafted: Window = { ...draft, utc_offset: zone }
  const isWhole = draft.from !== '' && draft.to !== '' && draft.from !== draft.to
  const isKnown = windows.some((one) => words(one) === words(drafted))
  const set = (next: readonly Window[]): void => void actions.setWeekly(node, next, onChanged)
  return (
    <>
      <h3 class="weekly-head">{t('weekly')}</h3>
      <p class="small dim">{t('weeklyBody')}</p>
      {windows.length === 0 ? null : (
        <ul class="weekly">
          {windows.map((one, at) => (
            <li key={words(one)}>
              <span>{words(one)}</span>
              <button
                type="button"
                class="btn"
                aria-label={t('weeklyRemove', { t: words(one) })}
                onClick={() => set(windows.filter((_, other) => other !== at))}
              >
                {t('weeklyTakeOut')}
              </button>
            </li>
          ))}
        </ul>
      )}
      {windows.length >= limits.weeklyWindowsMax ? null : (
        <div class="section-end" role="group" aria-label={t('weekly')}>
          <span class="select">
            <select
              class="input"
              aria-label={t('weeklyDay')}
              value={draft.weekday}
              onChange={(event) => setDraft({ ...draft, weekday: Number(event.currentTarget.value) })}
            >
              {weekdays.map((one) => (
                <option key={one} value={one}>
                  {weekday(one)}
                </option>
              ))}
            </select>
            <Icon name="chevron" />
          </span>
          {(['from', 'to'] as const).map((end) => (
            <input
              key={end}
              type="time"
              class="input weekly-time"
              aria-label={t(end === 'from' ? 'weeklyFrom' : 'weeklyTo', { zone: zoneName(zone) })}
              value={draft[end]}
              onInput={(event) => setDraft({ ...draft, [end]: event.currentTarget.value })}
            />
          ))}
          <button
            type="button"
            class="btn"
            disabled={!isWhole || isKnown}
            onClick={() => set([...windows, drafted])}
          >
            {t('weeklyAdd')}
          </button>
        </div>
      )}
    </>
  )
}
