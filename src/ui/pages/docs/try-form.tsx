import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { t } from '../../i18n/docs.ts'
import { deadline } from '../../lib/deadline.ts'
import { exampleUrl } from './curl.ts'
import type { Operation, Parameter } from './reference.ts'

const timeoutMs = 15_000
const shownCharsMax = 20_000

/** Reads that anybody may make, and that change nothing. */
export function tryable(operation: Operation): boolean {
  return (
    operation.auth === 'none' &&
    ((operation.method === 'GET' && operation.id !== 'verify') || operation.id === 'query')
  )
}

type Outcome = Readonly<{ status: string; text: string }>

/** Sends the call from this page with the values typed and shows what came back. */
export function TryForm({ operation }: { operation: Operation }): JSX.Element {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [body, setBody] = useState(JSON.stringify(operation.bodyExample, null, 2) ?? '')
  const [outcome, setOutcome] = useState<Outcome | undefined>()
  const [busy, setBusy] = useState(false)
  const send = async (event: Event): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setOutcome(await call(operation, values, body))
    setBusy(false)
  }
  return (
    <form class="try" onSubmit={send}>
      {operation.parameters.map((parameter) => (
        <label key={parameter.name}>
          <code>{parameter.name}</code>
          <Value
            parameter={parameter}
            value={values[parameter.name] ?? ''}
            change={(value) => setValues({ ...values, [parameter.name]: value })}
          />
        </label>
      ))}
      {operation.bodyType === '' ? null : (
        <label class="try-body">
          <code>body</code>
          <textarea
            class="input"
            rows={5}
            spellcheck={false}
            value={body}
            onInput={(event) => setBody(event.currentTarget.value)}
          />
        </label>
      )}
      <button type="submit" class="btn" disabled={busy}>
        {busy ? t('sending') : t('try')}
      </button>
      <div class="try-answer" role="status">
        {outcome ? (
          <>
            <p>
              <code>{outcome.status}</code>
            </p>
            <pre class="block" tabIndex={0} aria-label={t('answer')}>
              {outcome.text}
            </pre>
          </>
        ) : null}
      </div>
    </form>
  )
}

/** One of the values that the parameter takes, or any text. */
function Value(props: { parameter: Parameter; value: string; change: (value: string) => void }): JSX.Element {
  const { parameter, value, change } = props
  const choices = parameter.schema?.enum?.map(String).filter((choice) => choice !== '')
  if (choices !== undefined)
    return (
      <select class="input" value={value} onChange={(event) => change(event.currentTarget.value)}>
        <option value="" />
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    )
  return (
    <input
      class="input"
      type="text"
      autocomplete="off"
      spellcheck={false}
      value={value}
      placeholder={String(parameter.example ?? '')}
      onInput={(event) => change(event.currentTarget.value)}
    />
  )
}

async function call(
  operation: Operation,
  values: Readonly<Record<string, string>>,
  body: string,
): Promise<Outcome> {
  // an empty field is an absent parameter; a path needs its example
  const typed = Object.fromEntries(
    operation.parameters.map(({ name, in: place }) => [
      name,
      values[name] ?? (place === 'path' ? undefined : ''),
    ]),
  )
  const known = Object.fromEntries(
    Object.entries(typed).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const limit = deadline(timeoutMs)
  try {
    const response = await fetch(exampleUrl(location.origin, operation, known), {
      method: operation.method,
      signal: limit.signal,
      ...(operation.bodyType === '' ? {} : { body, headers: { 'content-type': operation.bodyType } }),
    })
    return { status: `${response.status} ${response.statusText}`.trim(), text: format(await response.text()) }
  } catch (error) {
    return { status: t('noAnswer'), text: error instanceof Error ? error.message : '' }
  } finally {
    limit.done()
  }
}

function format(text: string): string {
  try {
    text = JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    // not JSON: shown as it came
  }
  return text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}\n...` : text
}
