import type { JSX } from 'preact'
import { TextField } from '../../../components/field.tsx'
import { Glyph } from '../../../components/glyph.tsx'
import { Segmented } from '../../../components/segmented.tsx'
import { t } from '../../../i18n/console.ts'
import { clock, day } from '../../../lib/format.ts'
import { textProps } from './form-sections.tsx'
import { readNumber } from './model.ts'
import type { NodeFormState } from './use-node-form.ts'
import { foreverDate, nextReset, untilDate } from './validity.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'

type Props = Readonly<{ state: NodeFormState; createdMs: number; today: string }>

/** Bandwidth, connections, traffic and when it starts again. */
export function CapacitySection({ state, createdMs }: Omit<Props, 'today'>): JSX.Element {
  const { form } = state
  const next = nextReset(
    { kind: form.reset, days: readNumber(form.reset_cycle), day: readNumber(form.reset_day) },
    createdMs,
    serverNowMs(),
  )
  const bandwidth = readNumber(form.max_bandwidth)
  const isTiny = bandwidth > 0 && bandwidth <= 1
  const hint =
    form.reset === 'never'
      ? t('resetNeverHint')
      : next === ''
        ? undefined
        : t(form.reset === 'day' ? 'resetDayHint' : 'resetCycleHint', {
            d: form.reset === 'day' ? form.reset_day : form.reset_cycle,
            date: localTime(Date.parse(next)),
          })
  return (
    <section class="form-section" aria-labelledby="h-capacity">
      <h2 id="h-capacity">{t('capacity')}</h2>
      <p class="small dim">{t('capacityBody')}</p>
      <div class="three">
        <TextField
          {...textProps(state, 'max_bandwidth', true)}
          input={{ inputMode: 'decimal', autocomplete: 'off', 'aria-required': 'true' }}
          label={t('maxBandwidth')}
          unit="Mbps"
          hint={
            isTiny ? (
              <span class="field-warn">
                <Glyph tone="warn" size={12} />
                <span>{t('maxBandwidthTiny')}</span>
              </span>
            ) : (
              t('maxBandwidthHint')
            )
          }
        />
        <TextField {...textProps(state, 'tier_bandwidth', true)} label={t('tierBandwidth')} unit="Mbps" />
        <TextField {...textProps(state, 'max_connections', true)} label={t('maxConnections')} />
      </div>
      <div class="two">
        <TextField
          {...textProps(state, 'max_traffic', true)}
          label={t('maxTraffic')}
          unit="GB"
          hint={t('maxTrafficHint')}
        />
        <div class="stack-tight">
          <Segmented
            path="reset"
            label={t('resetKind')}
            value={form.reset}
            options={[
              { value: 'cycle', label: t('resetEvery') },
              { value: 'day', label: t('resetMonthly') },
              { value: 'never', label: t('resetNever') },
            ]}
            onValue={(reset) => state.set({ reset })}
            hint={hint}
          />
          {form.reset === 'cycle' ? (
            <TextField
              {...textProps(state, 'reset_cycle', true)}
              class="inline"
              label={t('resetCycle')}
              unit={t('dayUnit')}
            />
          ) : null}
          {form.reset === 'day' ? (
            <TextField {...textProps(state, 'reset_day', true)} class="inline" label={t('resetDay')} />
          ) : null}
        </div>
      </div>
    </section>
  )
}

/** 00:00 UTC of a day in the reader's time. */
function localTime(atMs: number): string {
  return `${day(atMs, undefined, serverNowMs())} ${clock(atMs)}`
}

/** How long the node is listed. */
export function ValiditySection({ state, today }: Omit<Props, 'createdMs'>): JSX.Element {
  const { form } = state
  const date = untilDate(form.validity, form.valid_date, today)
  const hint = date >= foreverDate ? t('validForever') : date === '' ? undefined : t('validHint', { date })
  return (
    <section class="form-section" aria-labelledby="h-valid">
      <h2 id="h-valid">{t('validUntil')}</h2>
      <Segmented
        path="validity"
        label={t('validFor')}
        hideLabel
        value={form.validity}
        options={[
          { value: 'year', label: t('validYear') },
          { value: 'quarter', label: t('validQuarter') },
          { value: 'forever', label: t('forever') },
          { value: 'date', label: t('validDate') },
        ]}
        onValue={(validity) =>
          state.set({
            validity,
            ...(validity === 'date' && form.valid_date === '' ? { valid_date: date } : {}),
          })
        }
        hint={hint}
      />
      {form.validity === 'date' ? (
        <TextField
          path="valid_until"
          class="inline"
          label={t('validDate')}
          value={form.valid_date}
          onValue={(valid_date) => state.set({ valid_date })}
          onBlur={() => state.leave('valid_until')}
          error={state.errorOf('valid_until')}
          input={{ type: 'date', min: today, max: foreverDate }}
        />
      ) : null}
    </section>
  )
}
