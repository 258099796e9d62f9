import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { errors, type ErrorCode } from '../../../../contract/errors.ts'
import type { Found } from '../../../../contract/self-test.ts'
import { findings, type FindingCode } from '../../../../contract/self-test-findings.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { PasswordField } from '../../../components/field.tsx'
import { Live } from '../../../components/live.tsx'
import { t } from '../../../i18n/console.ts'
import { ApiProblem } from '../../../lib/api-problem.ts'
import { absolute } from '../../../lib/format.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { Box, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { toMarkdown } from './markdown.ts'
import { countOf } from './order.ts'
import { RowList } from './row-list.tsx'
import type { RunRefused } from './run.ts'
import { useSelfTest, type SelfTestRun } from './use-self-test.ts'

/** `#/admin/self-test`: the super admin runs it, others see what it found last. `begin`: at once, as after the set-up. */
export function SelfTestPage({ begin = false }: { begin?: boolean }): JSX.Element {
  const opened = useConsole()
  const { signedIn, selfTest } = useStore(opened.store)
  const test = useSelfTest(() => void opened.loadSelfTest())
  const mayRun = signedIn?.role === 'super_admin'
  useEffect(() => {
    if (begin && mayRun) test.start()
  }, [])
  const last = selfTest && {
    rows: selfTest.rows.filter(isFound).map(({ code, measured }) => ({ code, measured })),
    facts: selfTest.facts,
    at: selfTest.at,
  }
  const shown = test.progress ? { ...test.progress, at: test.at } : last
  return (
    <Frame test={test} shown={shown}>
      {mayRun ? <StartButton test={test} /> : <p class="dim">{t('selfTestSuperOnly')}</p>}
    </Frame>
  )
}

/** `#/setup-test`: before the system is initialised, with JWT_SECRET in place of a session. */
export function SetupTestPage(): JSX.Element {
  const { site } = useStore(useConsole().store)
  const test = useSelfTest(() => {})
  const [secret, setSecret] = useState('')
  if (site?.initialized === true) {
    return (
      <div class="middle-page">
        <PageHead title={t('selfTest')} />
        <p>
          <a href="#/login?next=/admin/self-test">{t('selfTestSignIn')}</a>
        </p>
      </div>
    )
  }
  return (
    <Frame test={test} shown={test.progress && { ...test.progress, at: test.at }}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          test.start(secret.trim())
        }}
      >
        <PasswordField
          path="jwt_secret"
          value={secret}
          onValue={setSecret}
          label={t('jwtSecret')}
          hint={t('jwtSecretHint')}
          input={{ autocomplete: 'off' }}
        />
        <StartButton test={test} submits />
      </form>
    </Frame>
  )
}

type Shown = Readonly<{ rows: readonly Found[]; facts: Readonly<Record<string, string>>; at: string }>

function isFound<Row extends { readonly code: string }>(
  row: Row,
): row is Row & { readonly code: FindingCode } {
  return Object.hasOwn(findings, row.code)
}

function StartButton({ test, submits = false }: { test: SelfTestRun; submits?: boolean }): JSX.Element {
  return (
    <button
      type={submits ? 'submit' : 'button'}
      class="btn btn-main"
      aria-disabled={test.busy ? 'true' : undefined}
      onClick={(event) => {
        if (submits && !test.busy) return
        event.preventDefault()
        if (!submits) test.start()
      }}
    >
      {test.busy ? t('selfTestRunning') : t('selfTestRun')}
    </button>
  )
}

function Frame({
  test,
  shown,
  children,
}: {
  test: SelfTestRun
  shown: Shown | undefined
  children: ComponentChildren
}): JSX.Element {
  const { site } = useStore(useConsole().store)
  return (
    <div class="middle-page">
      <PageHead title={t('selfTest')} />
      <section class="card section" aria-label={t('selfTest')}>
        <p class="dim">{t('selfTestBody')}</p>
        {children}
        {test.refused ? (
          <Box tone="bad" title={refusal(test.refused)} live>
            {test.refused.status === 0 ? t('selfTestNoAnswer') : `HTTP ${test.refused.status}`}
          </Box>
        ) : null}
        <p class="tiny dim" role="status">
          <Live text={statusOf(test)} />
        </p>
      </section>
      {shown && shown.rows.length > 0 ? (
        <>
          <div class="self-test-head">
            <p>
              <Live text={summary(shown.rows)} />
              {test.progress ? null : (
                <span class="dim"> · {t('selfTestLast', { t: absolute(Date.parse(shown.at)) })}</span>
              )}
            </p>
            <CopyButton
              text={toMarkdown({ ...shown, version: site?.version ?? '' })}
              label={t('selfTestCopy')}
            />
          </div>
          <RowList rows={shown.rows} />
        </>
      ) : null}
    </div>
  )
}

function statusOf({ progress, busy }: SelfTestRun): string {
  if (progress === undefined || progress.of === 0) return ''
  if (!busy) return t('selfTestDone')
  const { done, of } = progress
  return t(progress.isWaiting ? 'selfTestWaiting' : 'selfTestStep', { done, of })
}

function summary(rows: readonly Found[]): string {
  return t('selfTestSummary', {
    red: countOf(rows, 'red'),
    yellow: countOf(rows, 'yellow'),
    green: countOf(rows, 'green'),
  })
}

function refusal({ status, code }: RunRefused): string {
  const known = Object.hasOwn(errors, code) ? (code as ErrorCode) : status === 0 ? 'offline' : 'unknown'
  return say(new ApiProblem(known, '', { status }))
}
