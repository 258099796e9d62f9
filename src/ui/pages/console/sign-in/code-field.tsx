import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { fieldId, TextField } from '../../../components/field.tsx'
import { t } from '../../../i18n/console.ts'
import { say } from '../states.tsx'
import type { Action } from '../use-action.ts'

export type Code = {
  /** The server wants a code: the field stands in the form from then on. */
  readonly asked: boolean
  readonly code: string
  readonly onCode: (code: string) => void
  readonly error: string | undefined
  /** The last problem is this field's to tell. */
  readonly tells: boolean
  /** What goes into the body of the call. */
  readonly body: { readonly totp?: string }
}

/** The second factor of a sign-in, which is asked for once the server says that the account has one. */
export function useCode(action: Action): Code {
  const [asked, setAsked] = useState(false)
  const [code, setCode] = useState('')
  const problem = action.problem?.code
  const wanted = problem === 'totp_required'
  const wrong = problem === 'totp_invalid'
  useEffect(() => {
    if (wanted || wrong) setAsked(true)
  }, [wanted, wrong])
  return {
    asked: asked || wanted || wrong,
    code,
    onCode: (value) => {
      setCode(value)
      if (wrong) action.clear()
    },
    error: wrong ? say(action.problem) : undefined,
    tells: wanted || wrong,
    body: code.trim() === '' ? {} : { totp: code.trim() },
  }
}

/** The field of a code; nothing until one is asked for, and then it takes the focus. */
export function CodeField({
  path,
  asked,
  code,
  onCode,
  error,
}: Omit<Code, 'tells' | 'body'> & { path: string }): JSX.Element | null {
  useEffect(() => {
    if (asked) document.getElementById(fieldId(path))?.focus()
  }, [asked, error, path])
  if (!asked) return null
  return (
    <TextField
      path={path}
      label={t('code')}
      hint={t('codeHint')}
      value={code}
      onValue={onCode}
      error={error}
      input={{ autocomplete: 'one-time-code', autocapitalize: 'none', spellcheck: false }}
    />
  )
}
