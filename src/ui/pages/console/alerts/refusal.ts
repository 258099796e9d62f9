import { t } from '../../../i18n/console.ts'
import type { ApiProblem } from '../../../lib/api-problem.ts'
import { say } from '../states.tsx'

/** Why a channel was not saved or tested: the service's own words where it has said some. */
export function refusal(problem: ApiProblem): string {
  const { code, details } = problem
  const reason = details['reason']
  if (code === 'channel_refused' && typeof reason === 'string' && reason !== '') {
    return t('channelRefused', { why: reason })
  }
  return say(problem)
}
