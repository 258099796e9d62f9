import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { limits } from '../../../../contract/limits.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { TextField } from '../../../components/field.tsx'
import { t } from '../../../i18n/console.ts'
import { plain } from '../../../lib/format.ts'
import { readNumber } from '../form/model.ts'
import { listNames } from './do-to-all.ts'

function complaint(gb: number): string | undefined {
  if (Number.isNaN(gb)) return t('errNumber')
  if (gb < 0) return t('errNegative', { min: 0 })
  return gb > limits.trafficMax ? t('errTooLarge', { max: plain(limits.trafficMax) }) : undefined
}

type Props = Readonly<{
  /** Of the nodes whose quota changes. */
  names: readonly string[]
  /** GB a period, 0 for no limit; undefined leaves everything. */
  onAnswer: (gb: number | undefined) => void
}>

/** Asks for one traffic quota for several nodes, naming them. */
export function QuotaDialog({ names, onAnswer }: Props): JSX.Element {
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const gb = readNumber(typed, Number.NaN)
  const wrong = complaint(gb)
  return (
    <Dialog title={t('quotaAllAsk', { n: names.length })} onClose={() => onAnswer(undefined)}>
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (wrong === undefined) onAnswer(gb)
        }}
      >
        <p class="dim">
          {t('theseAre')}
          {listNames(names)}
        </p>
        <TextField
          path="bulk_max_traffic"
          label={t('maxTraffic')}
          unit="GB"
          hint={t('maxTrafficHint')}
          error={tried ? wrong : undefined}
          value={typed}
          onValue={setTyped}
          input={{ inputMode: 'decimal', autocomplete: 'off' }}
        />
        <div class="dialog-end">
          <button type="button" class="btn" onClick={() => onAnswer(undefined)}>
            {t('cancel')}
          </button>
          <button type="submit" class="btn btn-main">
            {t('changeQuota')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
