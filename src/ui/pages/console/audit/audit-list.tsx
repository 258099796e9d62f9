import type { JSX } from 'preact'
import type { AuditEntry } from '../../../../contract/audit.ts'
import { t } from '../../../i18n/console.ts'
import { absolute, moment } from '../../../lib/format.ts'
import { auditWhat } from './audit-what.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'

type Props = Readonly<{ entries: readonly AuditEntry[]; label: string; showsWho?: boolean }>

/** Entries of the audit log, newest first: what, by whom, from where, when. */
export function AuditList({ entries, label, showsWho = false }: Props): JSX.Element {
  const nowMs = serverNowMs()
  return (
    <ul class="audit-list" aria-label={label}>
      {entries.map(({ id, at, kind, by, ip, what }) => (
        <li key={id}>
          <span class="audit-kind">{t(`audit_${kind}`)}</span>
          {what === '' ? null : (
            <span class="audit-what" dir="auto">
              {auditWhat({ kind, what })}
            </span>
          )}
          <span class="small dim audit-place">
            {showsWho ? `${by === '' ? t('auditUnknown') : by} · ` : ''}
            {ip === '' ? '' : `${ip} · `}
            <time dateTime={at} title={absolute(Date.parse(at))}>
              {moment(Date.parse(at), nowMs)}
            </time>
          </span>
        </li>
      ))}
    </ul>
  )
}
