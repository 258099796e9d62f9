import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { OwnNode } from '../../../../contract/node.ts'
import { confirm } from '../../../components/confirm.tsx'
import { waitText } from '../../../components/form.tsx'
import { CodeLine } from '../../../components/code-line.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { reporterLine, type ReporterTool } from '../../../lib/reporter-line.ts'
import { useConsole } from '../console.ts'
import { Box, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { freshToken, keepToken, type FreshToken } from './fresh-token.ts'
import { Tabs } from './tabs.tsx'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { WholeNames } from '../../../components/whole-names.tsx'

type Props = Readonly<{
  node: OwnNode
  token: string | undefined
  onCopied: () => void
  onToken: (token: FreshToken | undefined) => void
}>

/** The line to run, while its token may be shown; else a way to make a new token. */
export function CommandStep({ node, token, onCopied, onToken }: Props): JSX.Element {
  if (token === undefined) return <NewToken node={node} onToken={onToken} />
  return <Lines token={token} onCopied={onCopied} />
}

function Lines({ token, onCopied }: { token: string; onCopied: () => void }): JSX.Element {
  const [tool, setTool] = useState<ReporterTool>('curl')
  const line = reporterLine(tool, location.origin, token)
  return (
    <>
      <p class="small">{t('onceBody')}</p>
      <Tabs
        label={t('run')}
        tabs={[
          { value: 'curl', label: 'Linux' },
          { value: 'wget', label: 'OpenWrt / Alpine' },
          { value: 'manual', label: t('manual') },
        ]}
        value={tool}
        onValue={setTool}
      >
        <div class="codebox" onCopy={onCopied}>
          <code>
            <CodeLine text={line} />
          </code>
          <CopyButton text={line} kind="main" onCopied={onCopied} />
        </div>
      </Tabs>
      <p class="tiny dim">
        {tool === 'manual' ? (
          t('manualBody')
        ) : (
          <>
            <WholeNames text={t('lineBody')} />{' '}
            <a href="/reporter.sh" target="_blank" rel="noreferrer">
              {t('lookFirst')}
            </a>
          </>
        )}
      </p>
      <p class="small token-label">{t('tokenOnly')}</p>
      <div class="codebox" onCopy={onCopied}>
        <code>{token}</code>
        <CopyButton text={token} what={t('colToken')} onCopied={onCopied} />
      </div>
    </>
  )
}

function isUsed(node: OwnNode): boolean {
  return node.first_report_at !== null
}

/** Makes a new token; the old one lives on for an hour. */
export function NewToken({ node, onToken }: Pick<Props, 'node' | 'onToken'>): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const regenerate = async (): Promise<void> => {
    if (node.token_last_used_at !== null) {
      const yes = await confirm({
        title: t('regenAsk', { name: node.node_name }),
        body: t('regen'),
        keep: t('keepOld'),
        act: t('regenDo'),
      })
      if (!yes) return
    }
    await action.run(async () => {
      const answer = await api.send(calls.regenerateToken(node.id))
      keepToken(node.id, answer.report_token)
      onToken(freshToken(node.id, serverNowMs()))
    })
  }
  return (
    <>
      <p class="small dim">{t(isUsed(node) ? 'newTokenBody' : 'tokenGone')}</p>
      {action.problem ? (
        <Box tone="bad" title={t('failedBecause', { why: say(action.problem) })} live />
      ) : null}
      <button
        type="button"
        class={`btn${node.first_report_at === null ? ' btn-main' : ''}`}
        aria-disabled={action.busy || action.waitS > 0 ? 'true' : undefined}
        onClick={() => void regenerate()}
      >
        {action.waitS > 0 ? waitText(action.waitS) : t('regenDo')}
      </button>
      <p class="tiny dim">{t('regen')}</p>
    </>
  )
}
