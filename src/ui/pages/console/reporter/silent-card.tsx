import type { JSX } from 'preact'
import { CopyButton } from '../../../components/copy-button.tsx'
import { t } from '../../../i18n/console.ts'
import { moment } from '../../../lib/format.ts'
import { roughly } from '../nodes/attention-list.tsx'
import type { Attention } from '../nodes/attention.ts'
import { CheckNote } from '../nodes/check-note.tsx'
import { useNodeActions } from '../nodes/use-node-actions.ts'
import { Box } from '../states.tsx'
import { isRejectedNow } from './waiting-step.tsx'
import { WholeNames } from '../../../components/whole-names.tsx'

const commands = [
  { line: 'pgrep -a easytier-core', says: 'silentCore' },
  { line: 'systemctl status easytier-reporter --no-pager', says: 'silentReporter' },
  { line: 'sudo sh /opt/easytier-reporter/reporter.sh test', says: 'silentTest' },
] as const

type Props = Readonly<{ silent: Extract<Attention, { kind: 'silent' }>; nowMs: number }>

/** A node that has stopped reporting: since when, what to run on it, and a check from here. */
export function SilentCard({ silent, nowMs }: Props): JSX.Element {
  const actions = useNodeActions()
  const { node, silentMs, missed } = silent
  return (
    <section class="card section silent-card" aria-labelledby="h-silent">
      <h2 id="h-silent">{t('silentTitle')}</h2>
      <Box tone="bad" title={t('silent', { t: roughly(silentMs / 1000) })}>
        {t('silentMore', { t: moment(nowMs - silentMs, nowMs), n: missed })}
      </Box>
      {isRejectedNow(node) ? <Box tone="warn" title={t('silentRejected')} /> : null}
      <p>{t('silentDo')}</p>
      <ol class="silent-steps">
        {commands.map(({ line, says }) => (
          <li key={line}>
            <p class="small">
              <WholeNames text={t(says)} />
            </p>
            <div class="codebox">
              <code translate={false}>{line}</code>
              <CopyButton text={line} what={line} bare />
            </div>
          </li>
        ))}
      </ol>
      <p class="small">{t('silentCheck')}</p>
      <div class="row-buttons">
        <button type="button" class="btn btn-main" onClick={() => void actions.check(node)}>
          {t('checkNow')}
        </button>
        <CheckNote node={node} long />
      </div>
      <p class="small">
        <a href="/docs/operators/#when-something-is-wrong" target="_blank" rel="noreferrer">
          {t('troubleMore')}
        </a>
      </p>
    </section>
  )
}
