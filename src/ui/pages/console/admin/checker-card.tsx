import type { JSX } from 'preact'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { clock } from '../../../lib/format.ts'
import { useConsole } from '../console.ts'
import { Box, Skeleton, say } from '../states.tsx'
import { usePoll } from '../use-poll.ts'

/** How the health checker is. A site whose checker wants a key says so: the page does not know the key. */
export function CheckerCard(): JSX.Element {
  const { api } = useConsole()
  const { data, problem, reload } = usePoll(
    'health',
    (signal) => api.send(calls.checkHealth(), { signal }),
    0,
  )
  const keyed = problem?.code === 'api_key_invalid'
  return (
    <section class="card section" aria-labelledby="h-checker">
      <h2 id="h-checker">{t('checker')}</h2>
      {!data && !problem ? <Skeleton rows={1} /> : null}
      {data ? (
        <Box
          tone={data.status === 'ok' ? 'good' : 'bad'}
          title={t(data.status === 'ok' ? 'checkerOk' : 'checkerDegraded')}
        >
          {[t(`checker_${data.mode}`), data.error ?? '', clock(Date.parse(data.timestamp))]
            .filter(Boolean)
            .join(' · ')}
        </Box>
      ) : null}
      {problem ? (
        <Box tone={keyed ? 'warn' : 'bad'} title={keyed ? t('checkerKeyed') : say(problem)}>
          {keyed ? t('checkerKeyedMore') : ''}
        </Box>
      ) : null}
      <div class="section-end">
        <button type="button" class="btn" onClick={reload}>
          {t('checkAgain')}
        </button>
      </div>
    </section>
  )
}
