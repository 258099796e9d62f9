import type { AuditEntry, AuditKind } from '../../../../contract/audit.ts'
import { t } from '../../../i18n/console.ts'
import { ApiProblem } from '../../../lib/api-problem.ts'
import { fieldLabel } from '../field-label.ts'
import { say } from '../states.tsx'

type TextKey = Parameters<typeof t>[0]

/** Words of the log that stand behind, or before, whom or what an entry is about. */
const words: { readonly [kind in AuditKind]?: Readonly<Record<string, TextKey>> } = {
  role_changed: { admin: 'auditAdmin', user: 'auditUserRole' },
  user_changed: {
    enabled: 'auditEnabled',
    disabled: 'auditDisabled',
    'reset token': 'auditResetLink',
    'confirmed by hand': 'auditConfirmed',
  },
  totp_changed: { on: 'auditOn', off: 'auditOff' },
  password_changed: { reset: 'auditByMail' },
  token_made: { feed: 'auditFeed' },
  node_judged: {
    approve: 'auditApprove',
    refuse: 'auditRefuse',
    hide: 'auditHide',
    show: 'auditShow',
    dismiss: 'auditDismiss',
  },
}

/** What an entry is about in the reader's language; the API tells it in words of its own. */
export function auditWhat({ kind, what }: Pick<AuditEntry, 'kind' | 'what'>): string {
  if (what === '') return ''
  if (kind === 'settings_changed')
    return what
      .split(' ')
      .map((name) => fieldLabel(name) ?? name)
      .join(t('auditComma'))
  if (kind === 'sign_in_refused') {
    const at = what.lastIndexOf(' ')
    const why = say(new ApiProblem(what.slice(at + 1) as ApiProblem['code'], ''))
    return why === '' ? what : [what.slice(0, Math.max(0, at)), why].filter(Boolean).join(' · ')
  }
  for (const [word, key] of Object.entries(words[kind] ?? {})) {
    if (what === word) return t(key)
    const about =
      kind === 'node_judged' && what.startsWith(`${word} `)
        ? what.slice(word.length + 1)
        : kind !== 'token_made' && what.endsWith(` ${word}`)
          ? what.slice(0, -word.length - 1)
          : ''
    if (about !== '') return `${about} · ${t(key)}`
  }
  return what
}
