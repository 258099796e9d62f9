import type { JSX } from 'preact'
import { CodeLine } from '../../components/code-line.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon } from '../../components/icon.tsx'
import { t } from '../../i18n/docs.ts'
import { language } from '../../i18n/language.ts'
import { curl } from './curl.ts'
import type { Operation } from './reference.ts'
import { TryForm, tryable } from './try-form.tsx'

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2)
}

/** One call: what it takes, a line to paste, what it answers, what can go wrong. */
export function OperationSection({ operation }: { operation: Operation }): JSX.Element {
  const line = curl(location.origin, operation)
  const english = language() === 'en'
  return (
    <section class="card op" id={operation.id} aria-labelledby={`${operation.id}-h`}>
      <h3 id={`${operation.id}-h`}>
        <span class={`verb verb-${operation.method.toLowerCase()}`}>{operation.method}</span>
        <code>{operation.path}</code>
      </h3>
      <p>
        {english ? operation.en : operation.zh}
        <span class="tag op-auth">{t(operation.auth)}</span>
      </p>
      <Fields operation={operation} />
      <p class="codebox">
        <code>
          <CodeLine text={line} />
        </code>
        <CopyButton text={line} what={`curl ${operation.path}`} bare />
      </p>
      {operation.answerExample === undefined ? null : (
        <details open={operation.tag === 'public'}>
          <summary>
            <Icon name="chevron" />
            {t('answer')} <code>{operation.status}</code>
          </summary>
          {/* a region that scrolls must be reachable by keyboard */}
          <pre class="block" tabIndex={0} aria-label={`${t('answer')} ${operation.method} ${operation.path}`}>
            {pretty(operation.answerExample)}
          </pre>
        </details>
      )}
      <Failures operation={operation} />
      {tryable(operation) ? <TryForm operation={operation} /> : null}
    </section>
  )
}

function Fields({ operation }: { operation: Operation }): JSX.Element | null {
  if (operation.fields.length === 0) return null
  return (
    <div
      class="scroll"
      tabIndex={0}
      role="region"
      aria-label={`${t('fields')} ${operation.method} ${operation.path}`}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            <th scope="col">{t('place')}</th>
            <th scope="col">{t('type')}</th>
            <th scope="col">{t('limits')}</th>
          </tr>
        </thead>
        <tbody>
          {operation.fields.map((field) => (
            <tr key={`${field.place} ${field.name}`}>
              <th scope="row">
                <code>{field.name}</code>
                {field.required ? <span class="need"> {t('required')}</span> : null}
                <span class="field-note">{language() === 'en' ? field.en : field.zh}</span>
              </th>
              <td>{field.place}</td>
              <td>
                <code>{field.type}</code>
              </td>
              <td>{field.limits}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Failures({ operation }: { operation: Operation }): JSX.Element | null {
  if (operation.failures.length === 0) return null
  const english = language() === 'en'
  return (
    <details>
      <summary>
        <Icon name="chevron" />
        {t('failures')} <span class="faint">{operation.failures.length}</span>
      </summary>
      <ul class="failures">
        {operation.failures.map((failure) => (
          <li key={`${failure.status} ${failure.code}`}>
            <code>
              {failure.status} {failure.code}
            </code>
            <span>{english ? failure.en : failure.zh}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
