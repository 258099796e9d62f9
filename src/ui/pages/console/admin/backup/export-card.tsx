import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { t } from '../../../../i18n/console.ts'
import { saveText } from '../../../../lib/save-text.ts'
import { serverNowMs } from '../../../../lib/server-clock.ts'
import { useConsole } from '../../console.ts'
import { chinaDate } from '../../form/validity.ts'
import { Box, say } from '../../states.tsx'
import { useAction } from '../../use-action.ts'
import { countRecords, exportCall } from './backup-text.ts'

/** What has been read so far, and where to go on. */
type Read = { readonly pages: string[]; records: number; cursor: string }

/** Reads the site page by page and has the browser save it as one file; goes on where it was broken off. */
export function ExportCard(): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const read = useRef<Read | undefined>(undefined)
  const [records, setRecords] = useState(0)
  const [saved, setSaved] = useState('')
  const run = async (): Promise<void> => {
    setSaved('')
    const state = (read.current ??= { pages: [], records: 0, cursor: '' })
    setRecords(state.records)
    for (;;) {
      const page = await api.send(exportCall(state.cursor))
      state.pages.push(page.text)
      state.records += countRecords(page.text)
      state.cursor = page.next
      setRecords(state.records)
      if (page.next === '') break
    }
    const name = `easytier-backup-${chinaDate(serverNowMs())}.ndjson`
    saveText(name, state.pages, 'application/x-ndjson')
    read.current = undefined
    setSaved(name)
  }
  return (
    <section class="card section" aria-labelledby="h-export">
      <h2 id="h-export">{t('exportHead')}</h2>
      <p class="small dim">{t('exportBody')}</p>
      {action.busy ? <Box tone="idle" title={t('exportSoFar', { n: records })} live /> : null}
      {action.problem ? <Box tone="bad" title={say(action.problem)} live /> : null}
      {saved !== '' && !action.busy ? (
        <Box tone="good" title={t('exported', { n: records, name: saved })} live />
      ) : null}
      <div class="section-end">
        <button
          type="button"
          class="btn btn-main"
          disabled={action.busy || action.waitS > 0}
          onClick={() => void action.run(run)}
        >
          {read.current !== undefined && action.problem ? t('exportResume') : t('exportDo')}
        </button>
      </div>
    </section>
  )
}
