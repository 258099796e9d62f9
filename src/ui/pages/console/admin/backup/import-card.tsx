import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { confirm } from '../../../../components/confirm.tsx'
import { Field, describe } from '../../../../components/field.tsx'
import { t } from '../../../../i18n/console.ts'
import { Box, say } from '../../states.tsx'
import { partsOf, type ImportChoice, type Part } from './backup-text.ts'
import { useImport, type Import } from './use-import.ts'

/** What a browser reads into its memory without trouble. */
const fileMbMax = 200
const linesNamed = 20

type Chosen = Readonly<{ name: string; parts: readonly Part[]; complaint?: string }>

async function read(file: File): Promise<Chosen> {
  if (file.size > fileMbMax * 1_000_000)
    return { name: file.name, parts: [], complaint: t('importTooBig', { mb: fileMbMax }) }
  const parts = partsOf(await file.text())
  return { name: file.name, parts, ...(parts.length === 0 ? { complaint: t('importEmpty') } : {}) }
}

/** Puts a backup into this site, part by part, and tells what became of its records. */
export function ImportCard(): JSX.Element {
  const [chosen, setChosen] = useState<Chosen | undefined>()
  const [choice, setChoice] = useState<ImportChoice>({ roles: false, settings: false, force: false })
  const state = useImport()
  const { action, progress } = state
  const distrusted =
    action.problem?.code === 'import_unsigned' || action.problem?.code === 'import_other_secret'
  const stopped = progress !== undefined && progress.done < progress.parts.length && !action.busy
  const begin = async (): Promise<void> => {
    if (chosen === undefined || chosen.parts.length === 0) return
    const records = chosen.parts.reduce((sum, part) => sum + part.records, 0)
    const yes = await confirm({
      title: t('importAsk', { name: chosen.name }),
      body: t('importAskBody', { n: records }),
      keep: t('cancel'),
      act: t('importDo'),
    })
    if (yes) state.start(chosen.parts, choice)
  }
  const check = (name: keyof ImportChoice, label: string): JSX.Element => (
    <label class="check">
      <input
        type="checkbox"
        checked={choice[name]}
        disabled={action.busy}
        onChange={(event) => setChoice({ ...choice, [name]: event.currentTarget.checked })}
      />
      <span>{label}</span>
    </label>
  )
  return (
    <section class="card section" aria-labelledby="h-import">
      <h2 id="h-import">{t('importHead')}</h2>
      <p class="small dim">{t('importBody')}</p>
      <Field path="import_file" label={t('importFile')} error={chosen?.complaint}>
        <input
          class="input file-input"
          type="file"
          accept=".ndjson,.jsonl,.txt,application/x-ndjson"
          disabled={action.busy}
          {...describe('import_file', chosen?.complaint)}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0]
            state.clear()
            setChoice({ ...choice, force: false })
            setChosen(undefined)
            if (file) void read(file).then(setChosen)
          }}
        />
      </Field>
      <div class="stack-tight">
        {check('roles', t('importRoles'))}
        {check('settings', t('importSettings'))}
      </div>
      <Outcome state={state} />
      {distrusted || choice.force ? check('force', t('importForce')) : null}
      <div class="section-end">
        {stopped && (!distrusted || choice.force) ? (
          <button
            type="button"
            class="btn btn-main"
            disabled={action.waitS > 0}
            onClick={() => state.resume(choice)}
          >
            {t('importResume')}
          </button>
        ) : (
          <button
            type="button"
            class="btn btn-main"
            disabled={action.busy || !chosen || chosen.parts.length === 0}
            onClick={() => void begin()}
          >
            {t('importDo')}
          </button>
        )}
      </div>
    </section>
  )
}

function problemOf({ action, faultLine }: Import): string {
  const code = action.problem?.code
  if (code === 'import_unsigned') return t('importUnsigned')
  if (code === 'import_other_secret') return t('importOther')
  const why = say(action.problem)
  return faultLine === undefined ? why : t('importAtLine', { line: faultLine, why })
}

function Outcome({ state }: { state: Import }): JSX.Element | null {
  const { action, progress } = state
  if (progress === undefined) return null
  const { imported, skipped, rejected, rejectedLines, done, parts } = progress
  if (action.busy)
    return (
      <Box
        tone="idle"
        title={t('importPart', { n: Math.min(done + 1, parts.length), m: parts.length })}
        live
      />
    )
  const figures = { n: imported, m: skipped }
  return (
    <>
      {action.problem ? <Box tone="bad" title={problemOf(state)} live /> : null}
      {done === parts.length || done > 0 ? (
        <Box
          tone={done < parts.length || rejected > 0 ? 'warn' : 'good'}
          title={t(done === parts.length ? 'importDone' : 'importStopped', figures)}
          live
        >
          {skipped > 0 ? <p>{t('importSkipped')}</p> : null}
          {rejected > 0 ? (
            <p>
              {t('importRejected', {
                n: rejected,
                lines: rejectedLines.slice(0, linesNamed).join(t('comma')),
              })}
            </p>
          ) : null}
        </Box>
      ) : null}
    </>
  )
}
