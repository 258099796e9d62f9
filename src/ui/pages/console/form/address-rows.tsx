import type { JSX } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import { limits } from '../../../../contract/limits.ts'
import { protocols, type Protocol } from '../../../../contract/vocabulary.ts'
import { describe, FieldError, fieldId } from '../../../components/field.tsx'
import { Glyph } from '../../../components/glyph.tsx'
import { Icon } from '../../../components/icon.tsx'
import { PlusIcon } from '../../../components/more-icons.tsx'
import { t } from '../../../i18n/console.ts'
import { toHalfWidth } from '../../../lib/address.ts'
import { privateRows } from './check.ts'
import type { AddressRow } from './model.ts'
import { addRow, pasteInto, removeRow, setType, type RowsEdit } from './rows.ts'
import type { NodeFormState } from './use-node-form.ts'

/** The addresses of a node, 1 to 16 rows. */
export function AddressRows({ state }: { state: NodeFormState }): JSX.Element {
  const { rows } = state.form
  const [focusKey, setFocusKey] = useState(0)
  const apply = (edit: RowsEdit): void => {
    state.set({ rows: edit.rows })
    setFocusKey(edit.focusKey)
  }
  useLayoutEffect(() => {
    const index = rows.findIndex((row) => row.key === focusKey)
    if (index >= 0) document.getElementById(fieldId(`connections[${index}].ip`))?.focus()
    if (focusKey !== 0) setFocusKey(0)
  }, [focusKey])
  const warned = privateRows(rows)
  const put = (changed: AddressRow): void =>
    state.set({ rows: rows.map((row) => (row.key === changed.key ? changed : row)) })
  return (
    <>
      <div class="address-head tiny dim" aria-hidden="true">
        <span>{t('protocol')}</span>
        <span>{t('hostLong')}</span>
        <span>{t('port')}</span>
      </div>
      {rows.map((row, index) => (
        <Row
          key={row.key}
          row={row}
          index={index}
          state={state}
          isPrivate={warned.has(row.key)}
          put={put}
          paste={(text) => {
            const edit = pasteInto(rows, row.key, text)
            if (!edit) return false
            apply(edit)
            // The ports came along: a wrong one is told at once, as if one had left its cell.
            for (const at of edit.rows.keys()) state.leave(`connections[${at}].port`)
            return true
          }}
          remove={rows.length === 1 && row.host === '' ? undefined : () => apply(removeRow(rows, row.key))}
        />
      ))}
      <div class="address-add">
        <button
          type="button"
          class="btn"
          disabled={rows.length >= limits.connectionsMax}
          onClick={() => apply(addRow(rows))}
        >
          <PlusIcon />
          {t('addAddress')}
        </button>
        <span class="tiny dim">{t('filled', { n: rows.length, m: limits.connectionsMax })}</span>
      </div>
    </>
  )
}

type RowProps = Readonly<{
  row: AddressRow
  index: number
  state: NodeFormState
  isPrivate: boolean
  put: (row: AddressRow) => void
  /** Takes a pasted text over; false when it is a mere host. */
  paste: (text: string) => boolean
  remove: (() => void) | undefined
}>

function Row({ row, index, state, isPrivate, put, paste, remove }: RowProps): JSX.Element {
  const path = `connections[${index}]`
  const named = (part: string): string => t('addressPart', { n: index + 1, part })
  const error = {
    ip: state.errorOf(`${path}.ip`),
    port: state.errorOf(`${path}.port`),
    path: state.errorOf(`${path}.path`),
  }
  const web = row.type === 'WS' || row.type === 'WSS'
  return (
    <div class="address-row" role="group" aria-label={t('addressNumber', { n: index + 1 })}>
      <label class="address-type">
        <span class="address-label tiny dim">{t('protocol')}</span>
        <span class="select">
          <select
            class="input"
            id={fieldId(`${path}.type`)}
            aria-label={named(t('protocol'))}
            value={row.type}
            onChange={(event) => put(setType(row, event.currentTarget.value as Protocol))}
          >
            {protocols.map((type) => (
              <option key={type} value={type}>
                {type}
              </option>
            ))}
          </select>
          <Icon name="chevron" size={12} />
        </span>
      </label>
      <label class="address-host">
        <span class="address-label tiny dim">{t('host')}</span>
        <input
          class="input mono"
          {...describe(`${path}.ip`, error.ip)}
          aria-label={named(t('host'))}
          aria-required="true"
          value={row.host}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={(event) => put({ ...row, host: event.currentTarget.value })}
          onPaste={(event) => {
            if (paste(event.clipboardData?.getData('text') ?? '')) event.preventDefault()
          }}
          onBlur={() => {
            if (row.host === '' || paste(row.host)) return
            const host = toHalfWidth(row.host)
            if (host !== row.host) put({ ...row, host })
            state.leave(`${path}.ip`)
          }}
        />
      </label>
      <label class="address-port">
        <span class="address-label tiny dim">{t('port')}</span>
        <input
          class="input mono"
          {...describe(`${path}.port`, error.port)}
          aria-label={named(t('port'))}
          aria-required="true"
          inputMode="numeric"
          value={row.port}
          autocomplete="off"
          onInput={(event) => put({ ...row, port: event.currentTarget.value, portTyped: true })}
          onBlur={() => {
            const port = toHalfWidth(row.port)
            if (port !== row.port) put({ ...row, port })
            state.leave(`${path}.port`)
          }}
        />
      </label>
      <button
        type="button"
        class="btn btn-plain btn-icon address-remove"
        aria-label={t('removeAddress', { n: index + 1 })}
        disabled={remove === undefined}
        onClick={remove}
      >
        <Icon name="close" size={14} />
      </button>
      {web ? (
        <label class="address-path">
          <span class="tiny dim">{t('path')}</span>
          <input
            class="input mono"
            {...describe(`${path}.path`, error.path)}
            aria-label={named(t('path'))}
            value={row.path}
            placeholder="/"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            onInput={(event) => put({ ...row, path: event.currentTarget.value })}
            onBlur={() => state.leave(`${path}.path`)}
          />
        </label>
      ) : null}
      <div class="address-errors">
        <FieldError path={`${path}.ip`} error={error.ip} />
        <FieldError path={`${path}.port`} error={error.port} />
        {web ? <FieldError path={`${path}.path`} error={error.path} /> : null}
        {isPrivate ? (
          <p class="field-warn">
            <Glyph tone="warn" size={12} />
            <span>{t('privateAddress')}</span>
          </p>
        ) : null}
      </div>
    </div>
  )
}
